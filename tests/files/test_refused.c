/*
 * Files that are no model, or none of this library's: each is refused with one line that
 * names the file, what was expected and what was found, and nothing is loaded.
 */
#include "base/memory.h"
#include "files/zip_archive.h"
#include "fixtures.h"

static void check_refused_like(const char *path, const char *like, const char *const *words) {
  Sequential model;
  TrainingState state;
  ck_assert_msg(load_model(path, like, &model, &state) == FAILED, "%s was loaded", path);
  ck_assert_msg(strstr(error_message(), path) == error_message(), "does not begin with %s: %s", path, error_message());
  check_words_in(error_message(), words);
  ck_assert_int_eq(model.layer_count, 0);
  ck_assert_int_eq(state.epoch, 0);
}

#define REFUSED(name, ...) check_refused_like(fixture(name), NULL, (const char *const[]){__VA_ARGS__, NULL})

START_TEST(what_is_no_model) {
  REFUSED("web_page.h5", "web page", "Download raw file");
  REFUSED("git_lfs.keras", "Git LFS pointer of 69 bytes", "git lfs pull");
  REFUSED("empty.h5", "empty");
  REFUSED("expected.txt", "no model file");
  REFUSED("not_keras.h5", "not one of Keras", "layer_names");
  REFUSED("bad_no_model.zip", "holiday.txt", "not a model");
  REFUSED("", "folder");
  REFUSED("nowhere.h5", "No such file");
  check_refused_like("/dev/null", NULL, (const char *const[]){"not a regular file", NULL});
}
END_TEST

START_TEST(weights_that_do_not_fit) {
  REFUSED("bad_shape.h5", "kernel of layer 'conv2d_1'", "(3, 3, 4, 6)", "expected (3, 3, 4, 7)");
  REFUSED("bad_missing.h5", "conv2d_1/conv2d_1/kernel:0", "missing");
  REFUSED("bad_surplus.h5", "dense_1/dense_1/kernel:0", "no layer");
  REFUSED("bad_float64.h5", "conv2d_1", "floats of 64 bits", "float32");
  REFUSED("bad_external_link.h5", "dense/dense/kernel:0", "missing");
  REFUSED("bad_huge.h5", "more than", "parameters");
  REFUSED("bad_without_weights.keras", "zip without weights", "model.weights.h5");
}
END_TEST

START_TEST(layers_that_are_not_here) { REFUSED("bad_activation.keras", "'dense' (Dense)", "gelu", "\"relu\""); }
END_TEST

START_TEST(torch_files) {
  REFUSED("bad_legacy.pt", "before version 1.6", "torch.save");
  REFUSED("bad_int64.pt", "conv1.bias", "LongStorage", "bfloat16");
  REFUSED("bad_whole_model.pt", "torch.nn.modules.container.Sequential", "state_dict()");
  REFUSED("bad_checkpoint.pt", "'epoch'", "state_dict()");
  REFUSED("bad_numpy.pt", "numpy", "multiarray.scalar", "nothing was executed", "of a checkpoint the part");
  REFUSED("bad_batch_norm.pt", "'norm.running_mean'", "(4,)");
  REFUSED("bad_pattern.pt", "(3, 3, 1, 4), (3, 3, 4, 6), (24, 5)", "(U, classes)", "--like");
}
END_TEST

START_TEST(an_architecture_of_another_network) {
  Sequential other = sequential();
  add_input(&other, (Input){.height = 8, .width = 8, .channels = 1});
  add_conv2d(&other, (Conv2D){.filters = 4, .kernel_size = 5, .padding = SAME});
  add_flatten(&other);
  add_dense(&other, (Dense){.units = 3});
  ck_assert_int_eq(build(&other, NULL), OK);
  ck_assert_int_eq(save_model(in_folder("other.keras"), &other, NULL), OK);
  sequential_free(&other);
  check_refused_like(
      fixture("torch.pt"), in_folder("other.keras"),
      (const char *const[]){"conv1.weight", "(4, 1, 3, 3)", "(3, 3, 1, 4)", "'conv2d' wants (5, 5, 1, 4)", NULL});
}
END_TEST

START_TEST(a_shorter_file_is_told_with_both_sizes) {
  size_t size;
  unsigned char *bytes = bytes_of(fixture("keras2_11.h5"), &size);
  char stored[32], expected[32];
  snprintf(stored, sizeof stored, "has %zu bytes", size - 1000);
  snprintf(expected, sizeof expected, "expected %zu", size);
  check_refused_like(write_plain("short.h5", bytes, size - 1000), NULL,
                     (const char *const[]){"truncated", stored, expected, NULL});
  free(bytes);

  bytes = bytes_of(fixture("keras3.keras"), &size);
  snprintf(stored, sizeof stored, "has %zu bytes", size - 2000);
  check_refused_like(write_plain("short.keras", bytes, size - 2000), NULL,
                     (const char *const[]){"truncated", stored, "expected more than", NULL});
  free(bytes);

  bytes = bytes_of(fixture("torch.pt"), &size);
  check_refused_like(write_plain("short.pt", bytes, size / 2), NULL, (const char *const[]){"truncated", NULL});
  free(bytes);
}
END_TEST

/* a packed entry of 9 KB that claims to become `claimed` bytes: refused before anything is allocated for it */
static void check_zip_claim(uint32_t claimed) {
  size_t size;
  unsigned char *bytes = bytes_of(fixture("deflated.keras"), &size);
  int changed = 0;
  for (size_t at = 0; at + 46 < size; at++) {
    if (memcmp(bytes + at, "PK\1\2", 4) != 0 || memcmp(bytes + at + 46, "model.weights.h5", 16) != 0) continue;
    for (int i = 0; i < 4; i++) bytes[at + 24 + (size_t)i] = (unsigned char)(claimed >> 8 * i);
    changed++;
  }
  ck_assert_int_eq(changed, 1);
  char claim[64];
  snprintf(claim, sizeof claim, "claims %u bytes", claimed);
  check_refused_like(write_plain("bomb.keras", bytes, size), NULL,
                     (const char *const[]){"model.weights.h5", claim, NULL});
  free(bytes);
}

START_TEST(a_zip_that_claims_gigabytes) {
  check_zip_claim(0xfffffff0); /* more than any model */
  check_zip_claim(0x20000000); /* more than so few bytes can become */
}
END_TEST

/* Dense weights w.weight (2, 2) and w.bias (2,), whose storage of 4 numbers cannot hold what they claim */
static void check_claim(const char *offset, const char *strides) {
  char pickle[1024] = "}";
  size_t length = 1;
  static const char *const names[] = {"w.weight", "w.bias"};
  for (int i = 0; i < 2; i++) {
    char head[] = "X\0\0\0\0";
    head[1] = (char)strlen(names[i]);
    memcpy(pickle + length, head, 5), length += 5;
    length += (size_t)sprintf(pickle + length, "%sctorch._utils\n_rebuild_tensor_v2\n(", names[i]);
    static const char storage[] = "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0" "0X\3\0\0\0cpuK\4tQ";
    memcpy(pickle + length, storage, sizeof storage - 1), length += sizeof storage - 1;
    /* numbers as LONG1 of 8 bytes; the bias is in order */
    int64_t numbers[] = {i ? 0 : atoll(offset), 2, 2, i ? 1 : atoll(strides), 1};
    for (int n = 0; n < 5; n++) {
      if (i && (n == 2 || n == 4)) continue;
      memcpy(pickle + length, "\x8a\10", 2), length += 2;
      memcpy(pickle + length, &numbers[n], 8), length += 8;
      if (i ? n == 1 || n == 3 : n == 2 || n == 4) pickle[length++] = i ? '\x85' : '\x86';
    }
    memcpy(pickle + length, "tRs", 3), length += 3;
  }
  pickle[length++] = '.';

  static const float numbers[4] = {1, 2, 3, 4};
  const ZipEntry entries[] = {{"a/data.pkl", pickle, length, 0}, {"a/data/0", numbers, sizeof numbers, 0}};
  void *bytes = NULL;
  size_t size = 0;
  ck_assert_int_eq(zip_write(entries, 2, &bytes, &size), OK);
  const char *path = write_plain("claim.pt", bytes, size);
  release(bytes);

  Sequential like = sequential();
  add_input(&like, (Input){.units = 2});
  add_dense(&like, (Dense){.units = 2});
  ck_assert_int_eq(build(&like, NULL), OK);
  ck_assert_int_eq(save_model(in_folder("like.h5"), &like, NULL), OK);
  sequential_free(&like);
  if (strcmp(offset, "0") == 0 && strcmp(strides, "2") == 0) { /* the honest one */
    ck_assert_msg(load_model(path, in_folder("like.h5"), &like, NULL) == OK, "%s", error_message());
    sequential_free(&like);
    return;
  }
  check_refused_like(path, in_folder("like.h5"), (const char *const[]){"'w.weight'", "does not fit", NULL});
}

START_TEST(tensors_that_claim_more_than_is_stored) {
  check_claim("0", "2");
  check_claim("1", "2");
  check_claim("0", "3");
  check_claim("-1", "2");
  check_claim("0", "-2");
  check_claim("4", "0");
  check_claim("9223372036854775807", "2");
  check_claim("0", "9223372036854775807");
  check_claim("0", "-9223372036854775808");
}
END_TEST

START_TEST(a_name_that_tells_no_format) {
  Sequential model;
  ck_assert_int_eq(load_model(fixture("keras3.keras"), NULL, &model, NULL), OK);
  ck_assert_int_eq(save_model(in_folder("model.onnx"), &model, NULL), FAILED);
  check_words_in(error_message(), (const char *const[]){"model.onnx", ".h5", ".keras", ".pt", NULL});
  ck_assert_int_ne(access(in_folder("model.onnx"), F_OK), 0);
  ck_assert_int_eq(can_save_model(in_folder("model.onnx")), FAILED);
  ck_assert_int_eq(can_save_model(in_folder("nowhere/model.h5")), FAILED);
  check_words_in(error_message(), (const char *const[]){"nowhere/model.h5", "folder", NULL});
  ck_assert_int_eq(can_save_model(in_folder("model.h5")), OK);
  ck_assert_int_ne(access(in_folder("model.h5"), F_OK), 0); /* nothing is left of the trial */
  ck_assert_int_eq(save_model(in_folder("nowhere/model.h5"), &model, NULL), FAILED);
  sequential_free(&model);
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("refused");
  tcase_add_checked_fixture(tests, make_folder, remove_folder);
  tcase_add_test(tests, what_is_no_model);
  tcase_add_test(tests, weights_that_do_not_fit);
  tcase_add_test(tests, layers_that_are_not_here);
  tcase_add_test(tests, torch_files);
  tcase_add_test(tests, an_architecture_of_another_network);
  tcase_add_test(tests, a_shorter_file_is_told_with_both_sizes);
  tcase_add_test(tests, a_zip_that_claims_gigabytes);
  tcase_add_test(tests, tensors_that_claim_more_than_is_stored);
  tcase_add_test(tests, a_name_that_tells_no_format);
  return run_tests("refused model files", tests);
}
