/*
 * Every layout that readers bring along, written by h5py and torch: the weights must be
 * the recorded ones bit for bit, and the answers those of torch's own forward pass.
 */
#include <math.h>

#include "base/memory.h"
#include "files/torch_types.h"
#include "fixtures.h"

/* loads it, checks weights and answers; `format` and `version` as the file must be told to be */
static void check_layout(const char *name, const char *like, FileFormat format, const char *version, bool adam) {
  Contents contents;
  char like_path[256] = "";
  if (like) snprintf(like_path, sizeof like_path, "%s", fixture(like));
  Status status = load_contents(fixture(name), like ? like_path : NULL, true, &contents);
  ck_assert_msg(status == OK, "%s", error_message());
  ck_assert_msg(contents.description.format == format, "%s is taken for %s", name,
                format_name(contents.description.format));
  ck_assert_str_eq(contents.description.version, version);
  ck_assert_str_eq(contents.description.input_name[0] ? "named" : "", "named");
  check_weights(&contents.model);
  check_answers(&contents.model);
  ck_assert_msg(contents.model.compiled == adam, "%s: compiled is %d", name, contents.model.compiled);
  if (adam) check_adam(&contents.model);
  contents_free(&contents);
}

START_TEST(keras_hdf5_of_all_versions) {
  check_layout("keras2_2.h5", NULL, KERAS_HDF5, "2.2.4", true);
  check_layout("keras2_10.h5", NULL, KERAS_HDF5, "2.10.0", true);
  check_layout("keras2_11.h5", NULL, KERAS_HDF5, "2.11.0", true);
  check_layout("keras3.h5", NULL, KERAS_HDF5, "3.4.1", true);
}
END_TEST

START_TEST(any_names_and_order) {
  check_layout("numbered.h5", NULL, KERAS_HDF5, "2.11.0", false);
  check_layout("sorted_wrong.h5", NULL, KERAS_HDF5, "2.11.0", false);
  check_layout("second_flatten.h5", NULL, KERAS_HDF5, "2.11.0", false);
}
END_TEST

START_TEST(any_storage) {
  check_layout("gzip.h5", NULL, KERAS_HDF5, "2.11.0", false);
  check_layout("big_endian.h5", NULL, KERAS_HDF5, "2.11.0", false);
}
END_TEST

START_TEST(content_counts_not_the_name) {
  check_layout("hdf5_under_the_name.keras", NULL, KERAS_HDF5, "2.11.0", false);
}
END_TEST

START_TEST(weights_alone) {
  check_layout("weights_at_root.h5", NULL, KERAS_HDF5, "2.11.0", false);
  check_layout("keras3.weights.h5", NULL, KERAS_HDF5, "", false);
  check_layout("weights_at_root.h5", "own_names.keras", KERAS_HDF5, "2.11.0", false);
  check_layout("keras3.weights.h5", "second_flatten.h5", KERAS_HDF5, "", false);
}
END_TEST

START_TEST(keras_zip_of_all_versions) {
  check_layout("keras3.keras", NULL, KERAS_ZIP, "3.4.1", true);
  check_layout("keras2_15.keras", NULL, KERAS_ZIP, "2.15.0", true);
  check_layout("own_names.keras", NULL, KERAS_ZIP, "3.4.1", true);
  check_layout("deflated.keras", NULL, KERAS_ZIP, "3.4.1", true);
}
END_TEST

START_TEST(torch_state_dicts) {
  const char *version = "3 of its archives";
  check_layout("torch.pt", NULL, TORCH_ZIP, version, false);
  check_layout("archive.pth", NULL, TORCH_ZIP, version, false);
  check_layout("protocol4.pt", NULL, TORCH_ZIP, version, false);
  check_layout("cuda.pt", NULL, TORCH_ZIP, version, false);
  check_layout("strided.pt", NULL, TORCH_ZIP, version, false);
  check_layout("torch.pt", "own_names.keras", TORCH_ZIP, version, false);
}
END_TEST

START_TEST(torch_checkpoints) {
  check_layout("checkpoint.pt", NULL, TORCH_ZIP, "3 of its archives", false);
  check_layout("checkpoint_own_name.pt", NULL, TORCH_ZIP, "3 of its archives", false);
  check_layout("float64.pt", NULL, TORCH_ZIP, "3 of its archives", false); /* widened from float32: the same again */
}
END_TEST

START_TEST(torch_layers_in_another_order) {
  check_layout("other_order.pt", "own_names.keras", TORCH_ZIP, "3 of its archives", false);
}
END_TEST

/* torch's own float16 and bfloat16 of the weights, back in float32 */
START_TEST(torch_floats_of_16_bits) {
  static const char *const names[][2] = {{"float16.pt", "float16.txt"}, {"bfloat16.pt", "bfloat16.txt"}};
  for (int i = 0; i < 2; i++) {
    Contents contents;
    ck_assert_msg(load_contents(fixture(names[i][0]), NULL, false, &contents) == OK, "%s", error_message());
    check_weights_of(&contents.model, names[i][1]);
    check_words_in(contents.description.note, (const char *const[]){i ? "bfloat16" : "float16", "float32", NULL});
    contents_free(&contents);
  }
}
END_TEST

/* what float16 holds at its ends: 1, -2, 65504, 2^-24, 1023 * 2^-24, 0, infinity */
START_TEST(the_ends_of_float16) {
  static const uint16_t bits[] = {0x3c00, 0xc000, 0x7bff, 0x0001, 0x03ff, 0x8000, 0x7c00};
  static const float expected[] = {1, -2, 65504, 0x1p-24f, 1023 * 0x1p-24f, 0, INFINITY};
  size_t count = sizeof bits / sizeof *bits, found = 0;
  void *bytes = allocate(count, sizeof *bits);
  memcpy(bytes, bits, sizeof bits);
  ck_assert_int_eq(torch_floats("HalfStorage", sizeof bits, &bytes, &found), OK);
  ck_assert_uint_eq(found, count);
  for (size_t i = 0; i < count; i++) ck_assert_float_eq(((float *)bytes)[i], expected[i]);
  release(bytes);
}
END_TEST

START_TEST(the_architecture_is_read) {
  Sequential model;
  ck_assert_int_eq(load_model(fixture("own_names.keras"), NULL, &model, NULL), OK);
  ck_assert_int_eq(model.layer_count, 8);
  ck_assert_str_eq(model.layers[2].name, "second");
  ck_assert_int_eq(model.layers[2].conv2d.filters, 6);
  ck_assert_int_eq(model.layers[2].conv2d.kernel_size, 3);
  ck_assert_int_eq(model.layers[2].conv2d.strides, 1);
  ck_assert_int_eq(model.layers[2].conv2d.padding, SAME);
  ck_assert_int_eq(model.layers[2].conv2d.activation, RELU);
  ck_assert_int_eq(model.layers[3].pooling.pool_size, 2);
  ck_assert_int_eq(model.layers[3].pooling.strides, 2);
  ck_assert_int_eq(model.layers[5].dense.units, 5);
  ck_assert_float_eq(model.layers[6].dropout.rate, 0.4f);
  ck_assert_int_eq(model.layers[7].dense.activation, SOFTMAX);
  sequential_free(&model);
}
END_TEST

START_TEST(what_was_assumed_is_said) {
  Contents contents;
  ck_assert_int_eq(load_contents(fixture("torch.pt"), NULL, true, &contents), OK);
  check_words_in(contents.description.note, (const char *const[]){"input (8, 8, 1)", "2 times Conv2D", "--like", NULL});
  contents_free(&contents);
  ck_assert_int_eq(load_contents(fixture("checkpoint.pt"), NULL, true, &contents), OK);
  check_words_in(contents.description.note, (const char *const[]){"checkpoint", "'model_state_dict'", "Taken for", NULL});
  contents_free(&contents);
  ck_assert_int_eq(load_contents(fixture("keras3.keras"), NULL, true, &contents), OK);
  ck_assert_str_eq(contents.description.note, "");
  contents_free(&contents);
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("layouts");
  tcase_add_test(tests, keras_hdf5_of_all_versions);
  tcase_add_test(tests, any_names_and_order);
  tcase_add_test(tests, any_storage);
  tcase_add_test(tests, content_counts_not_the_name);
  tcase_add_test(tests, weights_alone);
  tcase_add_test(tests, keras_zip_of_all_versions);
  tcase_add_test(tests, torch_state_dicts);
  tcase_add_test(tests, torch_checkpoints);
  tcase_add_test(tests, torch_layers_in_another_order);
  tcase_add_test(tests, torch_floats_of_16_bits);
  tcase_add_test(tests, the_ends_of_float16);
  tcase_add_test(tests, the_architecture_is_read);
  tcase_add_test(tests, what_was_assumed_is_said);
  return run_tests("layouts of model files", tests);
}
