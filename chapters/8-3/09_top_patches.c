// [patches: top]
/*
 * Beyond the book: what the second layer looks for.
 *
 * The book remarks that its maps are hard to read. A filter can be asked in
 * another way: of all validation images, which patches excite it most? Nine for
 * each of the 64 filters tell more than any single map.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "figures/inside.h"
#include "inside.h"

enum { TOP = 9 };

// [patches: top] [patches: main]
int main(int argc, char **argv) {
  Options options = parse_options(
      argc, argv,
      TAKES_DATA | TAKES_MODEL | TAKES_LIKE | TAKES_FIGURES | TAKES_CONV,
      "build/figures/8-3", "", "What excites the second layer's filters.");
  banner("8-3 Beyond the book: what the second layer looks for",
         "keras.Model(model.inputs, model.layers[2].output)");

  Figure patches = {
      .folder = options.figures, .name = "09_top_patches",
      .caption = "For each filter of the second layer, the nine patches of the "
                 "validation images that excite it most, and its strongest "
                 "answer. 'never' stands for a filter that answers to nothing.",
      .caption_ko = "두 번째 층의 필터마다 가장 크게 반응한 검증 세트의 조각 "
                    "아홉 개와 가장 큰 출력."};
  Data data;
  Sequential model;
  if (load_to_look_inside(&options, &model) != OK)
    return report_failure("09_top_patches");
  const int second = conv2d_layer(&model, 1);
  if (second < 0)
    return nothing_to_show(&options, "there is no second Conv2D");
  if (load_data(&options, &data) != OK) return report_failure("09_top_patches");
  if (!takes_images_of(&model, &data.val))
    return nothing_to_show(&options, "the network takes images of another size");

  Functional conv2_acti =
      functional(model_inputs(&model), layer_output(&model, second));
  const int F = keras_tensor_shape(conv2_acti.outputs).size[2];
  Excitation *best = allocate((size_t)(F * TOP), sizeof *best);
  if (!best || top_excitations(&conv2_acti, &data.val, TOP, best) != OK ||
      draw_top_patches(patches, &conv2_acti, &data.val, best) != OK)
    return report_failure("09_top_patches");

  int silent = 0;
  for (int f = 0; f < F; f++)
    if (best[f * TOP].image < 0) silent++;
  Field field = receptive_field(&conv2_acti, 0, 0);
  printf("%d filters, patches of %dx%d pixels; %d filters never answer\n", F,
         field.bottom - field.top + 1, field.right - field.left + 1, silent);

  release(best);
  sequential_free(&model);
  data_free(&data);
  return EXIT_SUCCESS;
}
// [patches: main]
