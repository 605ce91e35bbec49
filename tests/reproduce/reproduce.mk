SEEDS := 20

#: reproduce        20 full trainings with 20 seeds, beside 35 public ones; goes on where it stopped
.PHONY: reproduce
reproduce: $(BUILD)/chapters/8-2/04_train $(BUILD)/chapters/8-2/05_evaluate $(BUILD)/chapters/8-2/07_test_set | need-gnuplot
	@tests/reproduce/reproduce $(BUILD) $(SEEDS)
