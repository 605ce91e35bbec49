# The speed of the network, and the convolutions' tests against the library as it is shipped.

# ---- the vector code of -O3, not only that of the sanitizers ----
shipped_test := $(BUILD)/tests/shipped/test_conv2d_paths
passed += $(shipped_test).passed

$(BUILD)/tests/unit/test_conv2d_paths.o: | need-check
$(shipped_test): $(BUILD)/tests/unit/test_conv2d_paths.o $(library)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -o $@ $^ -lcheck -lsubunit -lrt -lpthread $(LDLIBS)
