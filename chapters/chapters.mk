# The chapters: each chapters/8-2/NN_name.c is one program, one step of the book's section.

chapter_sources := $(wildcard chapters/8-2/[0-9]*.c chapters/8-3/[0-9]*.c chapters/tools/*.c)
chapter_programs := $(chapter_sources:%.c=$(BUILD)/%)

$(chapter_programs): $(BUILD)/%: $(BUILD)/%.o $(library)
	@echo "link $@"
	@$(CC) $(CFLAGS) -o $@ $^ $(LDLIBS)

# ---- make's variables as the programs' options ----
# Left out when empty: then the program's own default holds.
data_options := $${DATA:+--data="$$DATA"}
model_options := $${MODEL:+--model="$$MODEL"}
figures_options := $${FIGURES:+--figures="$$FIGURES"}
seed_options := $${SEED:+--seed="$$SEED"}
conv_options := $${CONV:+--conv="$$CONV"} $${KERNELS:+--kernels="$$KERNELS"} $${THREADS:+--threads="$$THREADS"}
training_options := $(seed_options) $${EPOCHS:+--epochs="$$EPOCHS"} $${BATCH:+--batch-size="$$BATCH"} \
  $${DROPOUT:+--dropout="$$DROPOUT"} $${PATIENCE:+--patience="$$PATIENCE"}
