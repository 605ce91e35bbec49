# Everything that may go wrong, done on purpose: see torture and docs/reliability.md.

.PHONY: need-torture torture torture-short
need-torture: need-gnuplot
	@$(call missing,command -v strace,strace,setup-dev)
	@$(call missing,command -v valgrind,valgrind,setup-dev)

TORTURE_STEP := 1
#: torture          make everything fail that can, at every point (hours; TORTURE_STEP=10: one in ten)
torture: all need-torture
	@BUILD=$(BUILD) tests/torture/torture --step $(TORTURE_STEP)

# what CI runs, in about two minutes; the points of memory, calls and full disks are for `make torture`
torture-short: all need-torture
	@BUILD=$(BUILD) tests/torture/torture --short hook commands kill threads names mutants
