# The kernels on 64-bit Arm: Debian's cross compiler, and qemu to run what it makes.

arm := $(BUILD)/arm
arm_cc := aarch64-linux-gnu-gcc
arm_flags := -std=c11 -O3 -ffp-contract=fast -fno-math-errno -fopenmp $(WARNINGS) -Wno-unused-function
arm_library := $(wildcard lib/base/error.c lib/base/memory.c lib/base/random.c lib/base/tensor.c lib/kernels/*.c)
arm_tests := $(patsubst %,$(arm)/test_%,conv2d conv2d_paths conv2d_no_memory dense dense_paths activations adam \
  dropout losses max_pooling2d)

# as in the Makefile: the definition one product after the other
$(arm)/conv2d_naive.o: private arm_flags += -fno-tree-vectorize
$(arm)/%.o: lib/kernels/%.c
	@mkdir -p $(@D)
	@$(arm_cc) -Ilib -D_GNU_SOURCE $(arm_flags) -c -o $@ $<
$(arm)/%.o: lib/base/%.c
	@mkdir -p $(@D)
	@$(arm_cc) -Ilib -D_GNU_SOURCE $(arm_flags) -c -o $@ $<

$(arm)/libkernels.a: $(patsubst %.c,$(arm)/%.o,$(notdir $(arm_library)))
	@rm -f $@
	@ar rcs $@ $^

$(arm_tests): $(arm)/test_%: tests/unit/test_%.c $(arm)/libkernels.a tests/arm/check.h
	@$(arm_cc) -Itests/arm -Ilib -D_GNU_SOURCE $(arm_flags) -o $@ $< $(arm)/libkernels.a -lm

.PHONY: test-arm
#: test-arm         the kernels' unit tests on 64-bit Arm, by cross compiler and qemu
test-arm: $(arm_tests)
	@for test in $^; do \
	  OMP_WAIT_POLICY=passive qemu-aarch64 -L /usr/aarch64-linux-gnu $$test >$$test.out 2>&1 || { cat $$test.out; exit 1; }; \
	  echo "passed: $$test ($$(tail -n 1 $$test.out))"; done
