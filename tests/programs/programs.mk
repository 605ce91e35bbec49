# The chapter's programs as the reader runs them, on a small data set made by the test.

program_tests := $(BUILD)/tests/programs/test_programs
passed += $(program_tests:%=%.passed)

$(program_tests:%=%.o): | need-check
$(program_tests): $(BUILD)/%: $(BUILD)/%.o
	@$(CC) $(CFLAGS) -o $(new) $^ -lcheck -lsubunit -lrt -lpthread $(LDLIBS) && $(moved)

$(program_tests:%=%.passed): $(addprefix $(BUILD)/chapters/8-2/,04_train 04_train_dense 05_evaluate 06_predict 07_test_set 08_gradient) | need-gnuplot
