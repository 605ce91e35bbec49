# The exercises. Each of the reader's files is compiled to a shared object of its own, so that one
# that does not build stops no other; the teacher (exercises/checks/) loads and judges it.

teacher := $(BUILD)/exercises/teacher
teach := TEACHER_BUILD=$(BUILD) $(teacher)
teacher_objects := $(patsubst %.c,$(BUILD)/%.o,$(wildcard exercises/checks/*.c))
exercise_files := $(wildcard exercises/8-2/[0-9]*.c exercises/8-3/[0-9]*.c exercises/speed/[0-9]*.c)
exercise_name = $(basename $(notdir $1))
exercise_number = $(firstword $(subst _, ,$(notdir $1)))
exercise_numbers := $(foreach file,$(exercise_files),$(call exercise_number,$(file)))
exercise_built := $(foreach file,$(exercise_files),$(BUILD)/exercises/$(call exercise_name,$(file)).built)

# no fused multiply-adds: sums are compared with what a mistake would give
EXERCISE_FLAGS := -std=c11 -g1 -march=$(ARCH) -fPIC -shared -Wl,-Bsymbolic -Wall -Wextra \
  -Wno-unused-parameter -Ilib -D_GNU_SOURCE -include chapters/signatures.h
SANITIZE_EXERCISE := -O1 -ffp-contract=off -fsanitize=address,undefined -fno-sanitize-recover=all \
  -fno-omit-frame-pointer
WATCHED_EXERCISE := $(EXERCISE_FLAGS) $(SANITIZE_EXERCISE)
# for speed: in the real network, and to tell how fast 33 is; 34 and 35 are to do themselves what the compiler
# would do for them: several numbers with one instruction
FAST_EXERCISE := $(EXERCISE_FLAGS) -O3 -ffp-contract=fast -w
BY_HAND := -fno-tree-vectorize -fno-tree-slp-vectorize

# the teacher's own code is small: what counts is how soon the reader sees the table
$(teacher_objects): own_flags := -O1 -ffp-contract=off
$(BUILD)/exercises/checks/plain.o: own_flags := -O3 $(BY_HAND)
$(teacher_objects): | need-check
$(teacher): $(teacher_objects) $(library)
	@echo "link $@"
	@$(CC) $(CFLAGS) -fsanitize=address,undefined -o $(new) $^ $(LDLIBS) && $(moved)

# NN_name.text is a copy of the reader's file: one that was moved back out of exercises/backup/ is older
# than what was built last, and has changed all the same. NN_name.built is made anew when the reader's
# file changes, whether that compiles or not, under the exercise's lock (exercises/checks/compile.c).
define compile_exercise
$(BUILD)/exercises/$(call exercise_name,$1).text: always
	@cmp -s $1 $$@ || { mkdir -p $$(@D) && cp $1 $$@.$$$$$$$$ && mv -f $$@.$$$$$$$$ $$@; }
$(BUILD)/exercises/$(call exercise_name,$1).built: $(BUILD)/exercises/$(call exercise_name,$1).text \
  chapters/signatures.h $(BUILD)/compiled-with | $(teacher)
	@$$(teach) build $(call exercise_number,$1) '$$(CC) $$(WATCHED_EXERCISE)' \
	  $(if $(filter 33 34 35,$(call exercise_number,$1)),'$$(CC) $$(FAST_EXERCISE) $(if $(filter 33,$(call exercise_number,$1)),,$(BY_HAND))')
check-$(call exercise_number,$1) watched-$(call exercise_number,$1): $(BUILD)/exercises/$(call exercise_name,$1).built
solution-$(call exercise_number,$1): $(BUILD)/exercises/$(call exercise_name,$1).built
endef
$(foreach file,$(exercise_files),$(eval $(call compile_exercise,$(file))))

# targets for other targets, and one for each exercise: `make help` has no line for these
exercise_targets := exercise-table exercise-next mine-functions \
  $(foreach verb,check watched hint solution reset prove,$(exercise_numbers:%=$(verb)-%))
.PHONY: $(exercise_targets) watch korean english stubs
exercise-table: $(exercise_built) $(teacher)
	@$(teach) table
exercise-next: $(teacher)
	@$(teach) next

#: check-NN         check one exercise, such as `make check-06`
#: hint-NN          a hint for it; the next time a fuller one
#: solution-NN      the solution, once yours is right; or with FORCE=1
#: reset-NN         its file as it came; your text is kept in exercises/backup/
$(exercise_numbers:%=check-%): check-%: $(teacher)
	@$(teach) check $*
$(exercise_numbers:%=watched-%): watched-%: $(teacher)
	@$(teach) watched $* || true
$(exercise_numbers:%=hint-%): hint-%: $(teacher)
	@$(teach) hint $*
$(exercise_numbers:%=solution-%): solution-%: $(teacher)
	@FORCE="$(FORCE)" $(teach) solution $*
$(exercise_numbers:%=reset-%): reset-%: $(teacher)
	@$(teach) reset $*

# `make check-6` means 06
$(foreach digit,1 2 3 4 5 6 7 8 9,$(foreach verb,check hint solution reset prove,$(eval \
  .PHONY: $(verb)-$(digit))$(eval $(verb)-$(digit): $(verb)-0$(digit))))

#: watch            check an exercise each time you save its file (Ctrl-C ends it)
watch: $(exercise_built) $(teacher)
	@+$(teach) watch # `+`: the make that it starts at each save shares this one's jobs

#: korean           hints and messages in Korean from now on
#: english          hints and messages in English from now on
korean english: $(teacher)
	@$(teach) $@

# ---- the reader's functions in the real network ----
# The solved ones are compiled for speed, without sanitizers; programs load them (chapters/mine.c).
.PHONY: mine-predict mine-overfit
mine-functions: $(exercise_built) $(teacher)
	@mkdir -p $(BUILD)/exercises/mine
	@for file in $(exercise_files); do \
	  name=$$(basename $$file .c); object=$(BUILD)/exercises/mine/$$name.so; \
	  if $(teach) solved $${name%%_*}; then \
	    [ $$object -nt $(BUILD)/exercises/$$name.text ] || { $(CC) $(FAST_EXERCISE) -o $$object.$$$$ $$file -lm && mv -f $$object.$$$$ $$object; }; \
	  else rm -f $$object; fi; done

# `make chapter-8-2 KERNELS=mine`
ifneq ($(filter mine,$(KERNELS) $(CONV)),)
chapter-8-2 chapter-8-3: mine-functions
endif

milestones := $(BUILD)/exercises/milestones/mine_predict $(BUILD)/exercises/milestones/mine_overfit
$(milestones): %: %.o $(chapter_shared) $(files_library) $(library)
	@echo "link $@"
	@$(CC) $(CFLAGS) -o $(new) $^ $(FILES_LDLIBS) $(LDLIBS) && $(moved)

#: mine-predict     your forward functions classify real images (after part A)
mine-predict: $(BUILD)/exercises/milestones/mine_predict mine-functions
	@$< $(data_options) $(model_options)

#: mine-overfit     your functions train the network on 100 images (after part B)
mine-overfit: $(BUILD)/exercises/milestones/mine_overfit mine-functions
	@$< $(data_options) $${SEED:+--seed="$$SEED"}

# ---- for those who write exercises ----
#: stubs            make exercises that are missing from their solutions (STUBS=all: all of them)
stubs: $(teacher)
	@for solution in exercises/solutions/[0-9]*.c; do \
	  name=$$(basename $$solution .c); number=$${name%%_*}; \
	  case $$number in 2[789]|3[012]) folder=8-3;; 3[3456]) folder=speed;; *) folder=8-2;; esac; \
	  file=exercises/$$folder/$$name.c; \
	  if [ ! -f $$file ] || [ "$(STUBS)" = all ]; then $(teach) stub $$number >$$file.new && mv $$file.new $$file; fi; done

#: prove            the exercises' own tests: solutions solved, wrong answers refused with their hint
.PHONY: prove
$(exercise_numbers:%=prove-%): prove-%: $(teacher)
	@CC="$(CC)" FLAGS="$(WATCHED_EXERCISE)" TEACHER_BUILD=$(BUILD) exercises/checks/prove $*
prove: $(teacher)
	@CC="$(CC)" FLAGS="$(WATCHED_EXERCISE)" TEACHER_BUILD=$(BUILD) exercises/checks/prove

#: prove-milestones all solutions in the real network: one epoch, mine-predict, mine-overfit (six minutes)
.PHONY: prove-milestones
prove-milestones: $(teacher)
	@exercises/checks/prove_milestones
