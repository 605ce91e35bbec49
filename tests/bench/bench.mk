# The speed of the library, and the convolutions' tests against the library as it is shipped.

# ---- the vector code of -O3, not only that of the sanitizers ----
shipped_test := $(BUILD)/tests/shipped/test_conv2d_paths
passed += $(shipped_test).passed

$(BUILD)/tests/unit/test_conv2d_paths.o: | need-check
$(shipped_test): $(BUILD)/tests/unit/test_conv2d_paths.o $(library)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -o $(new) $^ -lcheck -lsubunit -lrt -lpthread $(LDLIBS) && $(moved)

# ---- the same training by every path ----
paths_test := $(BUILD)/tests/training/test_paths
passed += $(paths_test).passed

$(paths_test).o: | need-check
$(paths_test): $(paths_test).o $(BUILD)/chapters/book_model.o $(library)
	@$(CC) $(CFLAGS) -o $(new) $^ -lcheck -lsubunit -lrt -lpthread $(LDLIBS) && $(moved)

# ---- the benches ----
bench := $(BUILD)/bench
bench_programs := $(addprefix $(bench)/,bench bench_me growth peer_step)
bench_shared := $(addprefix $(BUILD)/tests/bench/,work.o peers.o targets.o)

$(bench_programs): $(bench)/%: $(BUILD)/tests/bench/%.o $(bench_shared) $(BUILD)/chapters/book_model.o $(library)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -o $(new) $^ $(LDLIBS) && $(moved)

# what is said of the targets
targets_test := $(BUILD)/tests/bench/test_targets
passed += $(targets_test).passed
$(targets_test).o: | need-check
$(targets_test): $(targets_test).o $(bench_shared) $(BUILD)/chapters/book_model.o $(library)
	@$(CC) $(CFLAGS) -o $(new) $^ -lcheck -lsubunit -lrt -lpthread $(LDLIBS) && $(moved)

# A peer that cannot be built leaves a program that says so: the bench goes on without it. That
# program is older than everything, so that each `make bench` tries again.
$(bench)/peer_onednn: tests/bench/peer_onednn.cpp
	@mkdir -p $(@D)
	@g++ -O3 -march=native -fopenmp -Wall -Wextra -o $@ $< -ldnnl 2>$@.log || \
	  { echo "oneDNN's peer was not built: see $@.log"; \
	    printf '#!/bin/sh\necho "it was not built (%s): make setup-dev installs oneDNN"\n' $@.log >$@; chmod +x $@; touch -d '1980-01-01' $@; }

# the same library and step, for processors that have no AVX-512
.PHONY: $(BUILD)/x86-64-v3/bench/peer_step
$(BUILD)/x86-64-v3/bench/peer_step:
	@$(MAKE) --no-print-directory ARCH=x86-64-v3 BUILD=$(BUILD)/x86-64-v3 $@

.PHONY: bench bench-me growth
#: bench            time every part against the machine and other libraries (3 minutes)
ifneq ($(ARCH),x86-64-v3)
bench: $(BUILD)/x86-64-v3/bench/peer_step
endif
bench: $(bench)/bench $(bench)/peer_onednn $(BUILD)/chapters/8-2/04_train
	@$(bench)/bench $(bench) $(BUILD)/chapters/8-2/04_train $(bench)/peer_onednn tests/bench/peer_pytorch.py \
	  $(BUILD)/x86-64-v3/bench/peer_step | tee $(bench)/bench.txt
	@$(if $(shell command -v gnuplot),cd $(bench) && gnuplot "$(CURDIR)/tests/bench/figures.gp" && \
	  echo "Figures: $(bench)/roofline.png $(bench)/steps.png; all figures: $(bench)/bench.csv",echo "no figures: gnuplot is missing")

#: bench-me         the ladder of convolutions on this machine, rung by rung (half a minute)
bench-me: $(bench)/bench_me
	@$<

#: growth           time against batch size, image side, channels and threads
growth: $(bench)/growth
	@$< $(bench)
