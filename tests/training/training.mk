# The training that the accuracy test looks at: chapter 8-2's, with every setting as the
# book has it. Its history and best model are kept in $(BUILD)/training.
#
# `make chapter-8-2` with no setting changed is that training, and its recipe hands the
# result over with $(keep_training). Otherwise the rule below trains. Either way the stamp
# is newer than the program, so there is no second training until the library changes.

training := $(BUILD)/training
training_test := $(BUILD)/tests/training/test_accuracy
passed += $(training_test).passed

$(training_test).o: | need-check
$(training_test): $(training_test).o
	@$(CC) $(CFLAGS) -o $(new) $^ -lcheck -lsubunit -lrt -lpthread $(LDLIBS) && $(moved)

$(training_test).passed: $(training)/trained $(BUILD)/chapters/8-2/05_evaluate $(BUILD)/chapters/8-2/07_test_set

$(training)/trained: $(BUILD)/chapters/8-2/04_train | need-gnuplot
	@mkdir -p $(@D)
	@echo "training the book's network for the accuracy test: about a minute"
	@OMP_WAIT_POLICY=passive $< --model $(@D)/best-cnn-model.h5 --history $(@D)/history.csv --figures $(@D)/figures --no-progress
	@touch $@

# for a recipe: what was just trained into build/ with no setting changed is the training
# that the test looks at; with any setting changed it is not, and this does nothing
settings_changed = $(strip $(foreach name,$(handed_on),$(value $(name))))
keep_training = $(if $(settings_changed),:,mkdir -p $(training) && \
  cp build/history.csv build/best-cnn-model.h5 $(training)/ && touch $(training)/trained)
