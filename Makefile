# Thin: the work is in tools/, which needs nothing but Python 3.11 or newer.
PYTHON ?= $(shell command -v python3.11 || command -v python3)

.PHONY: run test fmt bench setup assets lock up down

run:
	@$(PYTHON) tools/dev.py run

# Exactly what CI runs. ARGS goes to pytest: make test ARGS="tests/tiers -x"
test:
	@$(PYTHON) tools/dev.py test $(ARGS)

# ARGS names benchmarks: make bench ARGS=http_pages
bench:
	@$(PYTHON) tools/dev.py bench $(ARGS)

fmt setup assets lock up down:
	@$(PYTHON) tools/dev.py $@
