// oneDNN's training step of the book's network, as a peer (see peers.h): peer_onednn direct|winograd THREADS
//
// Each primitive chooses the layout it likes best, and reorders are put in where two do not
// agree; they count. Dropout is left out (3,200 numbers), the loss's gradient is the
// probabilities themselves (the arithmetic is the same), Adam is a loop.
#include <dnnl.hpp>
#include <omp.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <unordered_map>
#include <vector>

using dnnl::algorithm;
using dnnl::memory;
using dnnl::prop_kind;
using dims = memory::dims;
using tag = memory::format_tag;
using Arguments = std::unordered_map<int, memory>;

static dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
static dnnl::stream stream(cpu);

struct Operation {
  dnnl::primitive primitive;
  Arguments arguments;
  int timed;  // 0 conv2 forward, 1 dW, 2 dX, -1 anything else
};
static std::vector<Operation> operations;
static algorithm second_layer = algorithm::convolution_direct;

static double milliseconds_now() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

static memory::desc shape(const dims &sizes, tag layout) { return {sizes, memory::data_type::f32, layout}; }

// memory of this layout, filled with small numbers
static memory make(const memory::desc &layout) {
  memory made(layout, cpu);
  float *data = static_cast<float *>(made.get_data_handle());
  for (size_t m = 0; m < layout.get_size() / sizeof(float); m++) data[m] = (rand() % 1024 - 512) / 5120.0f;
  return made;
}

static void add(const dnnl::primitive &primitive, const Arguments &arguments, int timed = -1) {
  operations.push_back({primitive, arguments, timed});
}

// the same numbers in the layout that is wanted: a reorder of its own if it is another one
static memory as(const memory &given, const memory::desc &wanted) {
  if (given.get_desc() == wanted) return given;
  memory other(wanted, cpu);
  add(dnnl::reorder(given, other), {{DNNL_ARG_FROM, given}, {DNNL_ARG_TO, other}});
  return other;
}

static dnnl::primitive_attr with_relu() {
  dnnl::post_ops after;
  after.append_eltwise(1, algorithm::eltwise_relu, 0, 0);
  dnnl::primitive_attr attributes;
  attributes.set_post_ops(after);
  return attributes;
}

static memory relu_backward(const memory &y, const memory &dy) {
  dnnl::eltwise_forward::primitive_desc forward(
      {prop_kind::forward_training, algorithm::eltwise_relu, y.get_desc(), 0, 0}, cpu);
  dnnl::eltwise_backward::primitive_desc backward({algorithm::eltwise_relu, dy.get_desc(), y.get_desc(), 0, 0}, cpu,
                                                  forward);
  memory dx = make(backward.diff_src_desc());
  add(dnnl::eltwise_backward(backward), {{DNNL_ARG_SRC, y}, {DNNL_ARG_DIFF_DST, dy}, {DNNL_ARG_DIFF_SRC, dx}});
  return dx;
}

// a convolution with its ReLU and the pooling after it
struct ConvLayer {
  dims x_size, w_size, y_size;
  algorithm how;
  bool first;
  memory x, w, b, y, pooled, winners;
  dnnl::convolution_forward::primitive_desc conv;
  dnnl::pooling_forward::primitive_desc pooling;

  ConvLayer(int N, int size, int C, int F, algorithm how_)
      : x_size{N, C, size, size}, w_size{F, C, 3, 3}, y_size{N, F, size, size}, how(how_), first(C == 1) {}

  memory forward(const memory &input) {
    const dims one{1, 1}, two{2, 2}, none{0, 0};
    conv = {{prop_kind::forward_training, how, shape(x_size, tag::any), shape(w_size, tag::any),
             shape({w_size[0]}, tag::x), shape(y_size, tag::any), one, one, one},
            with_relu(),
            cpu};
    x = as(input, conv.src_desc());
    w = make(conv.weights_desc());
    b = make(shape({w_size[0]}, tag::x));
    y = make(conv.dst_desc());
    add(dnnl::convolution_forward(conv),
        {{DNNL_ARG_SRC, x}, {DNNL_ARG_WEIGHTS, w}, {DNNL_ARG_BIAS, b}, {DNNL_ARG_DST, y}}, first ? -1 : 0);

    dims half{y_size[0], y_size[1], y_size[2] / 2, y_size[3] / 2};
    pooling = {{prop_kind::forward_training, algorithm::pooling_max, y.get_desc(), shape(half, tag::any), two, two,
                none, none},
               cpu};
    pooled = make(pooling.dst_desc());
    winners = memory(pooling.workspace_desc(), cpu);
    add(dnnl::pooling_forward(pooling),
        {{DNNL_ARG_SRC, y}, {DNNL_ARG_DST, pooled}, {DNNL_ARG_WORKSPACE, winners}});
    return pooled;
  }

  memory backward(const memory &dpooled) {
    const dims one{1, 1}, two{2, 2}, none{0, 0};
    memory given = as(dpooled, pooled.get_desc());
    dnnl::pooling_backward::primitive_desc unpool(
        {algorithm::pooling_max, y.get_desc(), given.get_desc(), two, two, none, none}, cpu, pooling);
    memory wide = make(unpool.diff_src_desc());
    add(dnnl::pooling_backward(unpool),
        {{DNNL_ARG_DIFF_DST, given}, {DNNL_ARG_WORKSPACE, winners}, {DNNL_ARG_DIFF_SRC, wide}});
    memory dy = relu_backward(y, wide);

    dnnl::convolution_backward_weights::primitive_desc weights(
        {how, shape(x_size, tag::any), shape(w_size, tag::any), shape({w_size[0]}, tag::x), shape(y_size, tag::any),
         one, one, one},
        cpu, conv);
    memory dw = make(weights.diff_weights_desc()), db = make(shape({w_size[0]}, tag::x));
    add(dnnl::convolution_backward_weights(weights),
        {{DNNL_ARG_SRC, as(x, weights.src_desc())}, {DNNL_ARG_DIFF_DST, as(dy, weights.diff_dst_desc())},
         {DNNL_ARG_DIFF_WEIGHTS, dw}, {DNNL_ARG_DIFF_BIAS, db}},
        first ? -1 : 1);
    as(dw, w.get_desc());
    if (first) return {};

    dnnl::convolution_backward_data::primitive_desc data(
        {how, shape(x_size, tag::any), shape(w_size, tag::any), shape(y_size, tag::any), one, one, one}, cpu, conv);
    memory dx = make(data.diff_src_desc());
    add(dnnl::convolution_backward_data(data),
        {{DNNL_ARG_WEIGHTS, as(w, data.weights_desc())}, {DNNL_ARG_DIFF_DST, as(dy, data.diff_dst_desc())},
         {DNNL_ARG_DIFF_SRC, dx}},
        2);
    return dx;
  }
};

struct DenseLayer {
  dims x_size, w_size;
  bool relu;
  memory x, w, b, y;
  dnnl::inner_product_forward::primitive_desc dense;

  memory forward(const memory &input) {
    dense = {{prop_kind::forward_training, shape(x_size, tag::any), shape(w_size, tag::any),
              shape({w_size[0]}, tag::x), shape({x_size[0], w_size[0]}, tag::ab)},
             relu ? with_relu() : dnnl::primitive_attr(),
             cpu};
    x = as(input, dense.src_desc());
    w = make(dense.weights_desc());
    b = make(shape({w_size[0]}, tag::x));
    y = make(dense.dst_desc());
    add(dnnl::inner_product_forward(dense),
        {{DNNL_ARG_SRC, x}, {DNNL_ARG_WEIGHTS, w}, {DNNL_ARG_BIAS, b}, {DNNL_ARG_DST, y}});
    return y;
  }

  memory backward(const memory &given) {
    memory dy = relu ? relu_backward(y, given) : given;
    dnnl::inner_product_backward_weights::primitive_desc weights(
        {x.get_desc(), shape(w_size, tag::any), shape({w_size[0]}, tag::x), dy.get_desc()}, cpu, dense);
    memory dw = make(weights.diff_weights_desc()), db = make(shape({w_size[0]}, tag::x));
    add(dnnl::inner_product_backward_weights(weights),
        {{DNNL_ARG_SRC, as(x, weights.src_desc())}, {DNNL_ARG_DIFF_DST, dy}, {DNNL_ARG_DIFF_WEIGHTS, dw},
         {DNNL_ARG_DIFF_BIAS, db}});
    as(dw, w.get_desc());

    dnnl::inner_product_backward_data::primitive_desc data(
        {x.get_desc(), shape(w_size, tag::any), dy.get_desc()}, cpu, dense);
    memory dx = make(data.diff_src_desc());
    add(dnnl::inner_product_backward_data(data), {{DNNL_ARG_WEIGHTS, as(w, data.weights_desc())},
                                                  {DNNL_ARG_DIFF_DST, dy}, {DNNL_ARG_DIFF_SRC, dx}});
    return dx;
  }
};

static void adam(std::vector<float> &w, std::vector<float> &m, std::vector<float> &v, const std::vector<float> &g) {
#pragma omp parallel for simd schedule(static)
  for (size_t p = 0; p < w.size(); p++) {
    m[p] = 0.9f * m[p] + 0.1f * g[p];
    v[p] = 0.999f * v[p] + 0.001f * g[p] * g[p];
    w[p] -= 1e-3f * m[p] / (std::sqrt(v[p]) + 1e-7f);
  }
}

int main(int argc, char **argv) {
  const int N = 32;
  if (argc > 1 && !strcmp(argv[1], "winograd")) second_layer = algorithm::convolution_winograd;
  if (argc > 2) omp_set_num_threads(atoi(argv[2]));

  ConvLayer conv1(N, 28, 1, 32, algorithm::convolution_direct), conv2(N, 14, 32, 64, second_layer);
  DenseLayer dense1{{N, 64, 7, 7}, {100, 64, 7, 7}, true, {}, {}, {}, {}, {}};
  DenseLayer dense2{{N, 100}, {10, 100}, false, {}, {}, {}, {}, {}};
  try {
    memory logits = dense2.forward(dense1.forward(conv2.forward(conv1.forward(make(shape({N, 1, 28, 28}, tag::nchw))))));
    dnnl::softmax_forward::primitive_desc softmax({prop_kind::forward_training, logits.get_desc(), 1}, cpu);
    memory probabilities = make(logits.get_desc());
    add(dnnl::softmax_forward(softmax), {{DNNL_ARG_SRC, logits}, {DNNL_ARG_DST, probabilities}});
    conv1.backward(conv2.backward(dense1.backward(dense2.backward(probabilities))));
  } catch (const dnnl::error &error) {
    std::cout << "oneDNN cannot do this here: " << error.what() << std::endl;
    return 0;
  }
  std::vector<float> w(333526, 0.1f), m(w.size()), v(w.size()), g(w.size(), 0.01f);

  const dnnl_version_t *version = dnnl_version();
  std::cout << "ready oneDNN " << version->major << "." << version->minor << "." << version->patch << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    double pass[3] = {1e9, 1e9, 1e9};
    for (int step = -1; step < 8; step++) {
      double start = milliseconds_now();
      for (Operation &operation : operations) {
        double before = milliseconds_now();
        operation.primitive.execute(stream, operation.arguments);
        stream.wait();
        if (operation.timed >= 0) pass[operation.timed] = std::min(pass[operation.timed], milliseconds_now() - before);
      }
      adam(w, m, v, g);
      if (step >= 0) std::printf("%.4f ", milliseconds_now() - start); /* the first one warms up */
    }
    std::printf("| %.4f %.4f %.4f\n", pass[0], pass[1], pass[2]);
    std::fflush(stdout);
  }
}
