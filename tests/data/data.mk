# Data folders that are not what they should be, given to the real program.

data_tests := $(BUILD)/tests/data/test_hostile_folders
passed += $(data_tests:%=%.passed)

$(data_tests:%=%.o): | need-check
$(data_tests): $(BUILD)/%: $(BUILD)/%.o
	@$(CC) $(CFLAGS) -o $(new) $^ -lcheck -lsubunit -lrt -lpthread $(LDLIBS) && $(moved)

$(data_tests:%=%.passed): $(BUILD)/chapters/8-2/01_load_data
