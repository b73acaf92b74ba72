# A few plain commands, with the environment made first. Inside it (`. .venv/bin/activate`)
# everything is ordinary snakemake and pytest.
PYTHON ?= python3
SNAKEMAKE = snakemake $(if $(CONFIG),--configfile $(CONFIG))
ACTIVATE = . .venv/bin/activate &&
PROFILES ?= slurm generic
ON_SLURM = CHROMACEL_PLUGINS=$(CURDIR)/.venv/plugins CHROMACEL_PROFILES="$(PROFILES)"
PYTEST = OMP_WAIT_POLICY=passive pytest --numprocesses 2 --dist worksteal --durations 20
PLUGINS = $(addprefix snakemake-executor-plugin-,cluster-generic slurm slurm-jobstep)

.PHONY: install demo report lint test test-all everything on-cluster test-cluster slurm bench quality steady scaling
.PHONY: fuzz faults clean

install: .venv/installed

demo: .venv/installed
	$(ACTIVATE) $(SNAKEMAKE) --cores 8
	@$(MAKE) --no-print-directory results/workflow.html

# results/report.html, one page with everything, and Snakemake's own report on how it was made; of a
# show of yours with CONFIG=my-show.yaml.
report: .venv/installed
	$(ACTIVATE) $(SNAKEMAKE) --cores 8 --until write_report
	@$(MAKE) --no-print-directory results/workflow.html

results/workflow.html: results/report.html
	$(ACTIVATE) $(SNAKEMAKE) --report $@

lint: .venv/installed
	$(ACTIVATE) ruff check .
	$(ACTIVATE) ruff format --check .
	$(ACTIVATE) mypy src
	$(ACTIVATE) lint-imports
	$(ACTIVATE) snakefmt --check Snakefile workflow
	$(ACTIVATE) snakemake --lint

# Ten minutes on two cores.
test: lint
	$(ACTIVATE) $(PYTEST) -m "not long" --ignore tests/cluster

# What CI runs: the long tests too, and the cluster beside them, since it is mostly waited for, through
# one profile, since SLURM's plugin alone takes over three minutes.
test-all: lint .venv/plugins
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target PROFILES=generic everything on-cluster

everything: .venv/installed
	$(ACTIVATE) $(PYTEST) --ignore tests/cluster

on-cluster: .venv/plugins
	$(ACTIVATE) $(ON_SLURM) pytest tests/cluster

# The workflow on a real SLURM cluster, which it starts on this machine; takes root and Debian.
test-cluster: slurm
	$(ACTIVATE) $(ON_SLURM) pytest tests/cluster

# SLURM's programs from Debian, and Snakemake's plugins, which lie beside the environment, since each
# one installed slows every start of Snakemake. It says what it changes on the system.
SLURM = slurmctld slurmd slurm-client munge
define INSTALLS
Installing on this system, where they stay: Debian's packages $(SLURM)
and what these need, some 40 in all. They bring the services munge, which starts by itself with a user
and a key, slurmctld and slurmd. To remove all of it: apt-get purge --autoremove $(SLURM)
endef
define CHANGES
While it runs, /etc/slurm is replaced, and put back at the end. In this folder stay .venv/plugins and
what Snakemake and SLURM said, in results/cluster/.
endef
export INSTALLS CHANGES

slurm: .venv/plugins
	@if which slurmctld slurmd sbatch munged > /dev/null; then \
		echo "SLURM is installed already: nothing is installed on this system."; \
	elif [ "$$(id -u)" != 0 ]; then \
		echo "Error: SLURM is not installed, which takes root: run this as root, on Debian." >&2; exit 1; \
	else \
		echo "$$INSTALLS"; \
		apt-get install -qq -y $(SLURM); \
	fi
	@echo "$$CHANGES"

.venv/plugins: .venv/installed
	.venv/bin/python -m pip install --quiet --no-deps --target $@ \
		--constraint constraints.txt $(PLUGINS) throttler

# Peers are installed without what they depend on; torchcodec takes FFmpeg's libraries from the
# system, and what cannot be run is said in the table.
bench: .venv/installed
	$(ACTIVATE) python -m pip install --quiet --no-deps --requirement benchmarks/requirements.txt
	$(ACTIVATE) python benchmarks/ingestion.py results/bench
	$(ACTIVATE) python benchmarks/training.py results/bench
	$(ACTIVATE) python benchmarks/contention.py results/bench
	$(ACTIVATE) python benchmarks/inference.py results/bench
	$(ACTIVATE) python benchmarks/coloring.py results/bench
	$(ACTIVATE) python tests/bad_inputs.py results/bench/bad_inputs.md $(if $(CHROMACEL_FOOTAGE),$(CHROMACEL_FOOTAGE)/odd)

# Every model on scenes that it has not seen, beside the baselines: hours for all of it. What was
# measured is kept, and parts add up: make SHOW=munchausen MODEL=tuned quality.
quality: .venv/installed
	$(ACTIVATE) python benchmarks/quality.py results/bench $(CHROMACEL_FOOTAGE) \
		$(addprefix --show ,$(SHOW)) $(addprefix --model ,$(MODEL))
	$(ACTIVATE) python benchmarks/adaptation.py results/bench $(CHROMACEL_FOOTAGE) $(addprefix --model ,$(MODEL))
	$(ACTIVATE) python benchmarks/ink.py results/bench $(CHROMACEL_FOOTAGE) $(addprefix --model ,$(MODEL))

# Whole shots from gray, automatic and with frames given, by the models that `quality` has trained.
steady: .venv/installed
	$(ACTIVATE) python benchmarks/propagation.py results/bench $(CHROMACEL_FOOTAGE) $(addprefix --show ,$(SHOW))

# The plan for up to 10,000 episodes beside a toy of its shape, and 1,000 tiny ones on their way to
# shards: an hour or two.
scaling: .venv/installed
	$(ACTIVATE) python benchmarks/scaling.py results/bench

# 1,000 mutated clips, 300 files to color, and the workflow on 20 configs drawn at random; another
# seed with SEED=2.
fuzz: .venv/installed
	$(ACTIVATE) python tests/fuzz.py 1000 $(SEED)
	$(ACTIVATE) python tests/fuzz_color.py 300 $(SEED)
	$(ACTIVATE) python tests/fuzz_configs.py 20 $(SEED)
	$(ACTIVATE) python tests/fuzz_studio.py 2000 $(SEED)

# Jobs and Snakemakes killed, disks full, files damaged, nodes lost; takes root and Debian, since it
# mounts small disks and starts SLURM.
faults: slurm
	$(ACTIVATE) python tests/faults.py --seed $(or $(SEED),1)
	$(ACTIVATE) $(ON_SLURM) pytest tests/cluster/slurm_faults.py

# The README's diagram, from the rules as they are.
.PHONY: diagram
diagram: .venv/installed
	$(ACTIVATE) snakemake --rulegraph mermaid-js | python docs/diagram.py README.md

.venv/installed: constraints.txt pyproject.toml
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --constraint constraints.txt --editable '.[dev]'
	touch $@

clean:
	rm -rf results .snakemake
