# The chapters: each chapters/8-2/NN_name.c is one program, one step of the book's section.
# chapters/*.c is what they share.

chapter_sources := $(wildcard chapters/8-2/[0-9]*.c chapters/8-2/learn_*.c chapters/8-3/[0-9]*.c chapters/tools/*.c)
chapter_programs := $(chapter_sources:%.c=$(BUILD)/%)
chapter_shared := $(patsubst %.c,$(BUILD)/%.o,$(wildcard chapters/*.c))

$(chapter_programs): $(BUILD)/%: $(BUILD)/%.o $(chapter_shared) $(files_library) $(library)
	@echo "link $@"
	@$(CC) $(CFLAGS) -o $(new) $^ $(FILES_LDLIBS) $(LDLIBS) && $(moved)

# ---- make's variables as the programs' options ----
# An empty one is left out: then the program's own default holds.
data_options := $${DATA:+--data="$$DATA"}
model_options := $${MODEL:+--model="$$MODEL"}
figures_options := $${FIGURES:+--figures="$$FIGURES"}
batch_options := $${BATCH:+--batch-size="$$BATCH"}
conv_options := $${CONV:+--conv="$$CONV"} $${KERNELS:+--kernels="$$KERNELS"} $${THREADS:+--threads="$$THREADS"}
training_options := $${SEED:+--seed="$$SEED"} $${EPOCHS:+--epochs="$$EPOCHS"} $(batch_options) \
  $${DROPOUT:+--dropout="$$DROPOUT"} $${PATIENCE:+--patience="$$PATIENCE"}

png_options := $${PNG:+--png="$$PNG"} $${INVERT:+--invert="$$INVERT"}
image_options := $${IMAGE:+--image="$$IMAGE"} $${SET:+--set="$$SET"} $(png_options)
seed_options := $${SEED:+--seed="$$SEED"}

# ---- the chapters as the book goes through them ----
.PHONY: chapter-8-2 chapter-8-3
run := @echo; $(BUILD)/chapters

#: chapter-8-2      train the book's network and draw the section's figures
chapter-8-2: $(filter-out $(BUILD)/chapters/8-3/%,$(chapter_programs)) | need-gnuplot
	$(run)/8-2/01_load_data $(data_options) $(figures_options)
	$(run)/8-2/02_build_model $(training_options)
	$(run)/8-2/03_plot_model $(figures_options)
	$(run)/8-2/04_train_dense $(data_options) $(conv_options) $(training_options)
	$(run)/8-2/04_train $(data_options) $(model_options) $(figures_options) $(conv_options) $(training_options)
	@$(keep_training)
	@mkdir -p build; for name in EPOCHS SEED BATCH DROPOUT PATIENCE CONV KERNELS THREADS; do eval "echo $$name=\$$$$name"; done >build/settings.txt # for the page 'Your run'
	$(run)/8-2/05_evaluate $(data_options) $(model_options) $(conv_options) $(batch_options)
	$(run)/8-2/06_predict $(data_options) $(model_options) $(figures_options) $(conv_options) $(png_options)
	$(run)/8-2/07_test_set $(data_options) $(model_options) $(conv_options) $(batch_options)
	$(run)/8-2/08_gradient $(data_options) $(model_options) $(conv_options)
	@folder="$${FIGURES:-build/figures/8-2}"; \
	echo; echo "Figures:"; for png in "$$folder"/*.png; do echo "  $$png"; done; \
	echo "All of them, with captions: $$folder/index.html"; \
	echo "Next: open that page in a browser, then \`make setup check\`"

# Without MODEL= the network of chapter 8-2 is looked into; when there is none, it is trained first.
#: chapter-8-3      look inside the trained network, or inside MODEL=FILE
chapter-8-3: $(filter-out $(BUILD)/chapters/8-2/%,$(chapter_programs)) | need-gnuplot
	@[ "$$MODEL" ] || [ -e build/best-cnn-model.h5 ] || \
	  { echo "No trained network yet: chapter 8-2 comes first."; FIGURES= $(MAKE) --no-print-directory chapter-8-2 FIGURES=; }
	$(run)/8-3/01_load_model $(model_options)
	$(run)/8-3/02_trained_weights $(model_options) $(figures_options)
	$(run)/8-3/03_untrained_weights $(seed_options) $(figures_options)
	$(run)/8-3/04_functional_api $(model_options) $(seed_options)
	$(run)/8-3/05_feature_maps $(data_options) $(model_options) $(figures_options) $(conv_options) $(image_options)
	$(run)/8-3/06_one_pixel $(data_options) $(model_options) $(figures_options) $(image_options)
	$(run)/8-3/07_one_map $(data_options) $(model_options) $(figures_options) $(image_options)
	$(run)/8-3/08_trained_and_untrained $(data_options) $(model_options) $(figures_options) $(image_options) $(seed_options)
	$(run)/8-3/09_top_patches $(data_options) $(model_options) $(figures_options) $(conv_options)
	$(run)/8-3/10_mistakes $(data_options) $(model_options) $(figures_options) $(conv_options)
	@folder="$${FIGURES:-build/figures/8-3}"; \
	echo; echo "Figures:"; for png in "$$folder"/*.png; do echo "  $$png"; done; \
	echo "All of them, with captions: $$folder/index.html"; \
	echo "Next: open that page in a browser, or try another image: \`make chapter-8-3 IMAGE=7 SET=test\`"
