# The test of the figures draws them and reads the pictures.
$(BUILD)/tests/unit/test_figures: LDLIBS += -lpng
$(BUILD)/tests/unit/test_figures: | need-gnuplot
