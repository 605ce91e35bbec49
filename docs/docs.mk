# The walkthrough, made by Doxygen in both languages: BUILD/docs/en and BUILD/docs/ko.
#
# tools/build_pages.py turns docs/walkthrough into pages (captured outputs, figures,
# numbers), Doxygen turns those and the comments of lib/ into HTML, and
# tools/finish_site.py adds what surrounds a page.

DOCS_PYTHON := PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=docs/tools /usr/bin/python3

.PHONY: docs check-docs need-doxygen
need-doxygen:
	@$(call missing,command -v doxygen,doxygen,setup-docs)
	@$(call missing,test -f /usr/share/javascript/mathjax/MathJax.js,libjs-mathjax,setup-docs)
	@$(call missing,test -f /usr/share/javascript/lunr/lunr.min.js,libjs-lunr,setup-docs)
	@$(call missing,/usr/bin/python3 -c pass,/usr/bin/python3,setup-docs)

# Warnings are for who tests the project (CI=true), and end the build there: a reader's Doxygen may be
# older or newer, and warn of something else: into a file. The second tag came after Doxygen 1.9.1.
doxygen_settings := $(if $(CI),WARN_AS_ERROR=FAIL_ON_WARNINGS WARN_IF_INCOMPLETE_DOC=NO)
doxygen = { echo '@INCLUDE=docs/Doxyfile.$1'; printf '%s\n' $(doxygen_settings); } | BUILD=$(BUILD) doxygen - \
  $(if $(CI),,>$(BUILD)/docs/doxygen.log 2>&1 || { cat $(BUILD)/docs/doxygen.log; exit 1; })

# where the page 'Your run' finds the reader's
own_run := build

#: docs             the walkthrough, BUILD/docs/en/index.html and BUILD/docs/ko/index.html
docs: | need-doxygen
	@mkdir -p $(BUILD)/docs
	@$(DOCS_PYTHON) docs/tools/build_pages.py $(BUILD) $(own_run)
	@rm -rf $(BUILD)/docs/en $(BUILD)/docs/ko
	@$(call doxygen,en)
	@$(DOCS_PYTHON) docs/tools/reference_tag.py $(BUILD)
	@$(call doxygen,ko)
	@$(DOCS_PYTHON) docs/tools/finish_site.py $(BUILD)
	@echo "the walkthrough: $(BUILD)/docs/en/index.html $(BUILD)/docs/ko/index.html"

# Sources and built pages of both languages; the same commit gives the same bytes. No page of it knows a run but the captured one.
#: dist             pack sources and built pages, BUILD/convbook-VERSION.tar.gz, to read without building
.PHONY: dist
dist:
	@$(call missing,git rev-parse HEAD,the project's history (git),setup-dev)
	@version=$$(git describe --tags --always --dirty) && name=convbook-$$version && stage=$(BUILD)/dist && rm -rf $$stage && mkdir -p $$stage/$$name && \
	git archive HEAD | tar -x -C $$stage/$$name && \
	$(MAKE) --no-print-directory docs BUILD=$$stage own_run=none >$$stage/log && \
	rm -r $$stage/docs/pages && rm -f $$stage/docs/doxygen.log && cp -r $$stage/docs/. $$stage/$$name/docs && \
	tar -c -C $$stage --sort=name --mtime=@$$(git log -1 --format=%ct) --owner=0 --group=0 --numeric-owner --mode=u+rw,go+r-w $$name | gzip -9n >$(BUILD)/$$name.tar.gz && \
	rm -rf $$stage && echo "$(BUILD)/$$name.tar.gz: unpack it and open docs/index.html"

#: capture          run the programs anew and keep what the walkthrough shows of them
.PHONY: capture
capture: all | need-gnuplot
	@BUILD=$(BUILD) docs/tools/capture

#: check-docs       test the walkthrough's sources and what was captured
check-docs: all
	@$(call missing,command -v hunspell,hunspell,setup-dev)
	@BUILD=$(BUILD) PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=tests/docs:docs/tools /usr/bin/python3 tests/docs/test_pages.py

#: check-browser    open every page in a headless Chromium
.PHONY: check-browser
check-browser: docs
	@$(call missing,command -v chromium,chromium,setup-dev)
	@$(call missing,command -v npm,npm,setup-dev)
	@test -d tests/browser/node_modules || npm --prefix tests/browser ci --no-audit --no-fund
	@node tests/browser/pages.mjs $(BUILD)/docs
