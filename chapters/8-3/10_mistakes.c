// [mistakes: top]
/*
 * Beyond the book: where the network is wrong.
 *
 * The confusion matrix counts what it takes for what; the 25 mistakes it is
 * surest of show why. Some of the labels one would not have guessed oneself.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "figures/inside.h"
#include "inside.h"

// [mistakes: top] [mistakes: main]
int main(int argc, char **argv) {
  Options options = parse_options(
      argc, argv,
      TAKES_DATA | TAKES_MODEL | TAKES_LIKE | TAKES_FIGURES | TAKES_CONV,
      "build/figures/8-3", "", "Where the network is wrong.");
  banner("8-3 Beyond the book: mistakes",
         "predictions = model.predict(val_scaled).argmax(axis=1)");

  Figure matrix = {.folder = options.figures, .name = "10_a_confusion",
                   .caption = "The validation images by what they are (row) "
                              "and what the network says (column).",
                   .caption_ko = "검증 세트의 혼동 행렬: 행은 타깃, 열은 예측."};
  Figure mistakes = {.folder = options.figures, .name = "10_b_mistakes",
                     .caption = "The mistakes the network is surest of: "
                                "label, answer, and how sure it is.",
                     .caption_ko = "신경망이 가장 확신하며 틀린 샘플: 타깃, "
                                   "예측, 확률."};
  Data data;
  Sequential model;
  if (load_to_look_inside(&options, &model) != OK ||
      load_data(&options, &data) != OK)
    return report_failure("10_mistakes");
  const Layer *last = &model.layers[model.layer_count - 1];
  if (!takes_images_of(&model, &data.val) ||
      shape_count(last->output_shape) != CLASSES)
    return nothing_to_show(&options, "the network takes images of another size "
                                     "or knows other classes");

  float(*p)[CLASSES] = allocate((size_t)data.val.count, sizeof *p);
  if (!p || predict_set(&model, &data.val, &p[0][0]) != OK)
    return report_failure("10_mistakes");

  int count[CLASSES][CLASSES], right = 0;
  confusion_matrix(&data.val, CLASSES, count, p);
  for (int u = 0; u < CLASSES; u++) right += count[u][u];
  Mistake surest[25];
  const int found = surest_mistakes(&data.val, CLASSES, p, 25, surest);
  if (draw_confusion(matrix, CLASSES, count, class_names) != OK ||
      (found > 0 &&
       draw_mistakes(mistakes, &data.val, found, surest, class_names) != OK))
    return report_failure("10_mistakes");
  printf("%d of %d right, accuracy %.8f\n", right, data.val.count,
         (double)right / data.val.count);

  release(p);
  sequential_free(&model);
  data_free(&data);
  return EXIT_SUCCESS;
}
// [mistakes: main]
