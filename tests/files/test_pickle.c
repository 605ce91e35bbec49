/*
 * Pickles written by hand, opcode by opcode: what a state_dict needs is read, all else is
 * refused by its name, and nothing is ever executed.
 */
#include "../unit/helpers.h"
#undef fail /* an old name of Check's, and the name of ours */
#include "../unit/temporary.h"
#include "files/pickle.h"

static PickledTensor tensors[MOST_TENSORS];
static int count;
static char part[TENSOR_NAME_SIZE];

/* an allocation of its own, so that the address sanitizer sees a step past the end */
static Status read_pickle(const void *bytes, size_t size) {
  void *copy = malloc(size ? size : 1);
  if (size) memcpy(copy, bytes, size);
  Status status = pickle_read(copy, size, tensors, &count, part);
  free(copy);
  return status;
}

#define READ(text) read_pickle(text, sizeof text - 1)
#define REFUSED(text, ...)                                                    \
  do {                                                                        \
    ck_assert_int_eq(READ(text), FAILED);                                     \
    check_words_in(error_message(), (const char *const[]){__VA_ARGS__, NULL}); \
  } while (0)

/* one tensor "w" of shape (2, 3), strides (3, 1), from element 5 of storage "7" on a GPU */
#define EMPTY "\x80\x02" "ccollections\nOrderedDict\n)R"
#define STORAGE "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0" "7X\6\0\0\0cuda:0K\x0btQ"
#define TENSOR "ctorch._utils\n_rebuild_tensor_v2\n(" STORAGE "K\5K\2K\3\x86K\3K\1\x86\x89" "ccollections\nOrderedDict\n)RtR"

START_TEST(a_tensor) {
  ck_assert_msg(READ(EMPTY "X\1\0\0\0w" TENSOR "s.") == OK, "%s", error_message());
  ck_assert_int_eq(count, 1);
  ck_assert_str_eq(tensors[0].name, "w");
  ck_assert_str_eq(tensors[0].type, "FloatStorage");
  ck_assert_str_eq(tensors[0].storage, "7");
  ck_assert_int_eq(tensors[0].offset, 5);
  ck_assert_int_eq(tensors[0].shape.rank, 2);
  ck_assert_int_eq(tensors[0].shape.size[0], 2);
  ck_assert_int_eq(tensors[0].shape.size[1], 3);
  ck_assert_int_eq(tensors[0].stride[0], 3);
  ck_assert_int_eq(tensors[0].stride[1], 1);
}
END_TEST

START_TEST(other_spellings_of_the_same) {
  /* a plain dict, SETITEMS with a mark, an int of 4 bytes, one of LONG1, a Parameter around it */
  ck_assert_msg(READ("}(X\1\0\0\0a" TENSOR "X\1\0\0\0bctorch._utils\n_rebuild_parameter\n(" TENSOR
                     "\x88" "ccollections\nOrderedDict\n)RtRu.") == OK, "%s", error_message());
  ck_assert_int_eq(count, 2);
  ck_assert_str_eq(tensors[1].name, "b");
  ck_assert_int_eq(tensors[1].offset, 5);
  /* the memo: the tensor is put away under 3, dropped into the dict as "a", fetched as "b" */
  ck_assert_msg(READ("}(X\1\0\0\0a" TENSOR "q\3X\1\0\0\0bh\3u.") == OK, "%s", error_message());
  ck_assert_int_eq(count, 2);
  ck_assert_str_eq(tensors[1].storage, "7");
  /* protocol 4: short texts, names from the stack */
  ck_assert_msg(READ("\x80\4\x95\0\0\0\0\0\0\0\0\x8c\x0b" "collections\x8c\x0bOrderedDict\x93)R\x94.") == OK, "%s",
                error_message());
  ck_assert_int_eq(count, 0);
}
END_TEST

START_TEST(names_are_refused) {
  REFUSED("cos\nsystem\n(X\4\0\0\0true\x85R.", "os.system", "nothing was executed");
  REFUSED("cbuiltins\neval\n.", "builtins.eval");
  REFUSED("\x8c\2os\x8c\6system\x93.", "os.system");
  REFUSED("ctorch._utils\n_rebuild_tensor_v9\n.", "_rebuild_tensor_v9");
  REFUSED("c__main__\nMyModel\n)R.", "__main__.MyModel", "state_dict()");
  REFUSED("ctorch.nn.modules.conv\nConv2d\n)R.", "torch.nn.modules.conv.Conv2d", "state_dict()");
  REFUSED("ctorch\nFloatStorage\n)R.", "FloatStorage", "refused");
}
END_TEST

START_TEST(opcodes_are_refused) {
  REFUSED("(S'true'\nios\nsystem\n.", "opcode 0x53 (STRING)", "byte 1");
  REFUSED("ios\nsystem\n.", "opcode 0x69 (INST)", "byte 0");
  REFUSED(")\x81.", "opcode 0x81 (NEWOBJ)");
  REFUSED("P0\n.", "opcode 0x50 (PERSID)");
  REFUSED("\x82\1.", "opcode 0x82 (EXT1)");
  REFUSED("\xfe.", "opcode 0xfe (unknown)");
}
END_TEST

START_TEST(what_is_no_state_dict) {
  REFUSED("N.", "state_dict");
  REFUSED("}X\5\0\0\0epochK\3s.", "'epoch'", "no tensor");
  REFUSED(")R.", "damaged");
  REFUSED("", "damaged");
  REFUSED(".", "state_dict");
}
END_TEST

START_TEST(a_machine_that_runs_dry) {
  REFUSED("R.", "damaged");
  REFUSED("Q.", "damaged");
  REFUSED("b.", "damaged");
  REFUSED("s.", "damaged");
  REFUSED("u.", "damaged");
  REFUSED("t.", "damaged");
  REFUSED("\x87.", "damaged");
  REFUSED("NN\x87.", "damaged");
  REFUSED("q\0.", "damaged");
  REFUSED("h\0.", "damaged");
  REFUSED("j\xff\xff\xff\xff.", "damaged");
  REFUSED("Nr\xff\xff\xff\x7f.", "damaged");
  REFUSED("\x93.", "damaged");
  REFUSED("e.", "damaged");
  REFUSED("K", "damaged");
  REFUSED("X\xff\xff\xff\xffw", "damaged");
  REFUSED("X\4\0\0\0w", "damaged");
  REFUSED("\x8a\xff" "12345678", "damaged");
  REFUSED("ctorch\nFloat", "damaged");
  REFUSED("((((t\x85.", "state_dict"); /* a mark inside a tuple stays a mark: the top is a tuple */
  REFUSED("}(Nu.", "damaged"); /* a key without a value */
  REFUSED("}((\x86s.", "damaged");
}
END_TEST

START_TEST(claims_of_a_tensor) {
#define WITH(storage, rest) EMPTY "X\1\0\0\0wctorch._utils\n_rebuild_tensor_v2\n(" storage rest "tRs."
  REFUSED(WITH(STORAGE, "K\0K\2\x85K\1K\1\x86"), "damaged");                     /* one size, two strides */
  REFUSED(WITH(STORAGE, "K\0J\xff\xff\xff\xff\x85K\1\x85"), "damaged");          /* size -1 */
  REFUSED(WITH(STORAGE, "K\0\x8a\5\0\0\0\0\1\x85K\1\x85"), "damaged");           /* size 2 to the 32 */
  REFUSED(WITH(STORAGE, "X\1\0\0\0oK\2\x85K\1\x85"), "damaged");                 /* offset is a text */
  REFUSED(WITH(STORAGE, "K\0(K\1K\1K\1K\1K\1t(K\1K\1K\1K\1K\1t"), "5 axes");     /* a video */
  REFUSED(WITH("N", "K\0K\2\x85K\1\x85"), "damaged");                            /* no storage */
  REFUSED(WITH("(X\7\0\0\0storageNX\1\0\0\0" "7X\3\0\0\0cpuK\1tQ", "K\0K\1\x85K\1\x85"), "damaged");
  REFUSED("}X\5\0\0\0a\0b\0c" TENSOR "s.", "zero");
}
END_TEST

START_TEST(too_large_to_be_one) {
  size_t size = MOST_PICKLE + 1;
  unsigned char *bytes = calloc(size, 1);
  ck_assert_int_eq(pickle_read(bytes, size, tensors, &count, part), FAILED);
  /* the largest that is read, all of it marks: no opcode outgrows the machine */
  memset(bytes, '(', MOST_PICKLE);
  ck_assert_int_eq(pickle_read(bytes, MOST_PICKLE, tensors, &count, part), FAILED);
  free(bytes);
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("pickle");
  tcase_add_test(tests, a_tensor);
  tcase_add_test(tests, other_spellings_of_the_same);
  tcase_add_test(tests, names_are_refused);
  tcase_add_test(tests, opcodes_are_refused);
  tcase_add_test(tests, what_is_no_state_dict);
  tcase_add_test(tests, a_machine_that_runs_dry);
  tcase_add_test(tests, claims_of_a_tensor);
  tcase_add_test(tests, too_large_to_be_one);
  return run_tests("pickle", tests);
}
