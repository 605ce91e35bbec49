# The programs of chapter 8-3 as the reader runs them.

inside_tests := $(BUILD)/tests/inside/test_chapter_8_3
passed += $(inside_tests:%=%.passed)

$(inside_tests:$(BUILD)/%=$(SANITIZED)/%.o): | need-check
$(inside_tests): $(BUILD)/tests/inside/%: $(SANITIZED)/tests/inside/%.o $(sanitized_files) $(sanitized_library)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(SANITIZE) -o $(new) $^ -lcheck -lsubunit -lrt -lpthread $(FILES_LDLIBS) $(LDLIBS) && $(moved)

$(inside_tests:%=%.passed): $(filter $(BUILD)/chapters/8-3/% $(BUILD)/chapters/tools/% %/05_evaluate %/06_predict,$(chapter_programs)) | need-gnuplot
