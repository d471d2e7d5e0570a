# The commands of the project; `make` alone lists them. The work is done by scripts/.
BIN := .venv/bin
ANY_PYTHON := $(or $(wildcard $(BIN)/python),python3)

# Checks and tests have a database of their own that doesn't wait for the disk.
test check messages: export INOVIK_PG_FAST = 1
check messages: export INOVIK_DEBUG = 1

.PHONY: help run dev test check messages bench stop-db reset

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-16s%s\n", $$1, $$2}'

run: ## set everything up, then serve the portal with demo data on http://127.0.0.1:$PORT (8000)
	@scripts/serve

dev: ## the same with DEBUG and autoreload
	@scripts/serve --dev

test: ## every test, in the browser too; fails below 95 % branch coverage
	@scripts/setup --dev
	$(BIN)/pytest -n 2 --dist loadgroup --cov --cov-fail-under=95

check: ## lint, format, templates, imports, migrations, deployment, translation
	@scripts/setup --dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	find templates -name '*.html' -exec $(BIN)/djade --check {} +
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	scripts/check-deploy
	$(BIN)/python scripts/messages.py --check

messages: ## bring locale/ up to date with the code; then translate what it lists
	@scripts/setup --dev
	$(BIN)/python scripts/messages.py

bench: ## requests per second of the public pages, as ratios
	@scripts/setup --dev
	$(BIN)/python -m bench

stop-db: ## stop the local PostgreSQL
	@$(ANY_PYTHON) -m inovik.localdb stop

reset: ## delete the local database and uploads, after asking
	@printf 'This deletes var/: the local database and all that is in it, uploads, the secret key. Type yes: '
	@read -r answer && [ "$$answer" = yes ] || { echo 'Nothing was deleted.'; exit 1; }
	@$(ANY_PYTHON) -m inovik.localdb remove
	rm -rf var
