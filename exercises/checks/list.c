/* All exercises, in order. A check that is not written yet is a null pointer: then the exercise is not shown. */
#include "check.h"

#define CHECK(number) extern const Check check_##number __attribute__((weak));
CHECK(01)
CHECK(02) CHECK(03) CHECK(04) CHECK(05) CHECK(06) CHECK(07) CHECK(08) CHECK(09) CHECK(10) CHECK(11) CHECK(12) CHECK(13)
    CHECK(14) CHECK(15) CHECK(16) CHECK(17) CHECK(18) CHECK(19) CHECK(20) CHECK(21) CHECK(22) CHECK(23) CHECK(24)
        CHECK(25) CHECK(26) CHECK(27) CHECK(28) CHECK(29) CHECK(30) CHECK(31) CHECK(32) CHECK(33) CHECK(34) CHECK(35)
            CHECK(36)

                const Exercise exercises[] = {
                    {1, "pixel", "8-2", 'A', 5, false, &check_01},
                    {2, "scale_pixels", "8-2", 'A', 5, false, &check_02},
                    {3, "split", "8-2", 'A', 10, false, &check_03},
                    {4, "output_size", "8-2", 'A', 10, false, &check_04},
                    {5, "count_parameters", "8-2", 'A', 10, false, &check_05},
                    {6, "conv_one_channel", "8-2", 'A', 20, false, &check_06},
                    {7, "conv_channels", "8-2", 'A', 30, false, &check_07},
                    {8, "relu", "8-2", 'A', 3, false, &check_08},
                    {9, "max_pooling", "8-2", 'A', 20, false, &check_09},
                    {10, "flatten", "8-2", 'A', 5, false, &check_10},
                    {11, "dense", "8-2", 'A', 15, false, &check_11},
                    {12, "softmax", "8-2", 'A', 15, false, &check_12},
                    {13, "argmax", "8-2", 'A', 5, false, &check_13},
                    {14, "cross_entropy", "8-2", 'A', 15, false, &check_14},
                    {15, "evaluate", "8-2", 'A', 10, false, &check_15},
                    {16, "slope", "8-2", 'B', 10, false, &check_16},
                    {17, "chain", "8-2", 'B', 15, false, &check_17},
                    {18, "softmax_ce_backward", "8-2", 'B', 15, false, &check_18},
                    {19, "dense_backward", "8-2", 'B', 25, false, &check_19},
                    {20, "relu_backward", "8-2", 'B', 5, false, &check_20},
                    {21, "max_pooling_backward", "8-2", 'B', 15, false, &check_21},
                    {22, "conv_backward_kernel", "8-2", 'B', 25, false, &check_22},
                    {23, "conv_backward_input", "8-2", 'B', 35, false, &check_23},
                    {24, "dropout", "8-2", 'B', 15, false, &check_24},
                    {25, "adam", "8-2", 'B', 25, false, &check_25},
                    {26, "early_stopping", "8-2", 'B', 15, false, &check_26},
                    {27, "glorot", "8-3", 'C', 10, false, &check_27},
                    {28, "mean_std", "8-3", 'C', 10, false, &check_28},
                    {29, "histogram", "8-3", 'C', 15, false, &check_29},
                    {30, "kernel_picture", "8-3", 'C', 5, false, &check_30},
                    {31, "forward_until", "8-3", 'C', 20, false, &check_31},
                    {32, "scale_map", "8-3", 'C', 10, true, &check_32},
                    {33, "loop_order", "speed", 'D', 15, true, &check_33},
                    {34, "tile", "speed", 'D', 30, true, &check_34},
                    {35, "vector", "speed", 'D', 15, true, &check_35},
                    {36, "winograd_1d", "speed", 'D', 25, true, &check_36},
};
const int exercise_count = sizeof exercises / sizeof exercises[0];
