# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
# Each target is one script; the scripts say what they do. `make help` lists them.

.DEFAULT_GOAL := help
.PHONY: help run test bundle pins generated campaign bench clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

run: ## install, open a box filled from DISK=FOLDER (or the demo), and serve it
	@scripts/run.sh

test: ## install what the tests need; lint, types, tests
	@scripts/test.sh

bundle: ## make the folder bundle/, from which `make run BUNDLE=bundle` needs no network
	@scripts/bundle.sh

pins: ## make requirements/*.txt again from pyproject.toml
	@scripts/pins.sh

generated: ## make what comes from the code again: errors, commands, kinds, texts to translate
	@scripts/install.sh test
	@.venv/bin/python scripts/error_list.py docs/spec/errors.md
	@.venv/bin/python scripts/command_list.py docs/guide/commands.md
	@.venv/bin/python scripts/kind_list.py docs/spec/kinds.md
	@.venv/bin/python scripts/term_list.py docs/spec/terms.csv
	@.venv/bin/python scripts/messages.py

campaign: ## crash, power-cut, bit-flip and hostile-file campaigns (long; root for some)
	@scripts/install.sh test
	@bench/campaign.sh

bench: ## measure the figures of docs/performance.md
	@scripts/install.sh test
	@bench/run.sh

clean: ## remove what the targets made, but never a box
	@rm -rf .venv build dist bundle .mypy_cache .ruff_cache .pytest_cache .hypothesis
