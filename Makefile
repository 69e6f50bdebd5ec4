# Two commands do everything on a machine that has Python 3.11+, git and make: `make run` and `make test`.
PYTHON ?= python3
REPORTS ?= samples
SOURCES ?=
REGIONS ?=
REGION_YEAR ?=
EXPECTED ?=
DECISIONS ?= decisions
OUT ?= data
HOST ?= 127.0.0.1
PORT ?= 3000
TIMES ?= 3
KILLS ?= 100
MINUTES ?= 10
FILES ?= 10000
RUNS ?= 20
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PLACES = --reports "$(REPORTS)" --sources "$(SOURCES)" --regions "$(REGIONS)" --region-year "$(REGION_YEAR)" --expected "$(EXPECTED)" \
	--decisions "$(DECISIONS)" --out "$(OUT)"

export PYTHONUTF8 := 1

.PHONY: fuzz compatibility break kill load soak audit run ui query gallery preview reproduce doctor releases restore test test-all test-browser chromium lint types accuracy clean setup help

help:
	@echo "make run [REPORTS=dir] [OUT=dir]   read the reports, publish a warehouse release"
	@echo "make run SOURCES=file.csv          read a list of pages and files instead of a folder"
	@echo "make run REGIONS=file.csv          places of your own (usual: regions.csv beside the reports)"
	@echo "make run REGION_YEAR=file.csv      population and so on (usual: region_year.csv beside the reports)"
	@echo "make run EXPECTED=file.csv         compare what came with what was expected"
	@echo "make run DECISIONS=dir             apply what people decided (usual: decisions)"
	@echo "make ui  [REPORTS=dir] [OUT=dir]   Dagster webserver and daemon on the same data"
	@echo "make preview [REPORTS=dir] [OUT=dir]   what the next release would change, without publishing"
	@echo "make reproduce [REPORTS=dir] [OUT=dir]   make the current release again from raw: are the bytes the same?"
	@echo "make doctor [REPORTS=dir] [OUT=dir]   examine the installation, and say what to do"
	@echo "make releases [OUT=dir]            the releases that are kept; VERIFY=1 checks every file"
	@echo "make restore RELEASE=n [OUT=dir]   make an older release the current one"
	@echo "make query [NAME=query] [PARAMETER=value] [FORMAT=table|csv|json]   answer a named query; without NAME list them"
	@echo "make gallery                       draw the charts of the samples into docs/gallery"
	@echo "make test                          all tests that need nothing but Python"
	@echo "make test-all                      the browser tests as well (installs Chromium)"
	@echo "make test-browser                  the browser tests alone"
	@echo "make audit                         known faults of the packages that uv.lock names (asks the network)"
	@echo "make break [TIMES=3]               faults done to runs, as a table: full disk, closed folders, clocks, restarts, …"
	@echo "make kill [KILLS=100]              runs killed at random moments, and what comes after"
	@echo "make load [MINUTES=10]             ten readers that never stop while releases are published"
	@echo "make soak [FILES=10000] [RUNS=20]  good, bad and hostile files in one run, then runs with changes: what grows?"
	@echo "make fuzz [MINUTES=10] [TARGET=html]   inputs that break a promise, searched under the guidance of coverage (Linux x86_64)"
	@echo "make compatibility                 oldest and newest packages allowed, Python 3.11 to 3.13 (asks the network)"
	@echo "make lint | types | accuracy | clean"

setup: $(READY)

# uv is bootstrapped into the project's own environment; nothing is installed outside of it. Bytecode is compiled once:
# where Python may not write it, every process would compile dagster and great_expectations anew.
$(READY): pyproject.toml uv.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.5"
	@UV_PROJECT_ENVIRONMENT=$(VENV) $(BIN)/uv sync --locked --quiet --inexact --compile-bytecode --python $(BIN)/python
	@touch $(READY)

run: $(READY)
	@$(BIN)/python -m orchestration run $(PLACES)

ui: $(READY)
	@$(BIN)/python -m orchestration ui $(PLACES) --host $(HOST) --port $(PORT)

preview: $(READY)
	@$(BIN)/python -m orchestration preview $(PLACES)

reproduce: $(READY)
	@$(BIN)/python -m orchestration reproduce $(PLACES)

doctor: $(READY)
	@$(BIN)/python -m orchestration doctor $(PLACES) --port $(PORT)

releases: $(READY)
	@$(BIN)/python -m orchestration releases --out "$(OUT)" $(if $(VERIFY),--verify)

restore: $(READY)
	@$(BIN)/python -m orchestration restore --out "$(OUT)" --release "$(RELEASE)"

query: $(READY)
	@$(BIN)/python -m warehouse.query_command --make --out "$(OUT)"

gallery: $(READY)
	@$(BIN)/python -m scripts.build_gallery

test: $(READY)
	@$(BIN)/python -m pytest

test-all: $(READY) chromium
	@FAZHI_TEST_ALL=1 $(BIN)/python -m pytest

test-browser: $(READY) chromium
	@FAZHI_TEST_ALL=1 $(BIN)/python -m pytest -m browser

chromium:
	@bash .ci/install-chromium

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY)
	@$(BIN)/mypy

audit: $(READY)
	@$(BIN)/uv export --locked --quiet --no-emit-project --format requirements-txt --output-file $(VENV)/audited.txt
	@$(BIN)/uv tool run --quiet pip-audit --disable-pip --require-hashes --requirement $(VENV)/audited.txt

accuracy: $(READY)
	@$(BIN)/python -m benchmarks.accuracy --floors

break: $(READY)
	@$(BIN)/python -m benchmarks.break_run --times $(TIMES)

kill: $(READY)
	@$(BIN)/python -m benchmarks.kill_run --kills $(KILLS)

load: $(READY)
	@$(BIN)/python -m benchmarks.load --minutes $(MINUTES)

soak: $(READY)
	@$(BIN)/python -m benchmarks.soak --files $(FILES) --runs $(RUNS)

fuzz: $(READY)
	@UV_PROJECT_ENVIRONMENT=$(VENV) $(BIN)/uv sync --locked --quiet --inexact --group fuzz --python $(BIN)/python
	@$(BIN)/python -m benchmarks.fuzz --minutes $(MINUTES) --folder "$(OUT)/fuzz" $(if $(TARGET),--target $(TARGET))

compatibility: $(READY)
	@$(BIN)/python -m benchmarks.compatibility

clean:
	@rm -rf data .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
