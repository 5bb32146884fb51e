# Short names for the commands of dev.py, for those who like make.
.PHONY: sample test lock docs

sample test lock docs:
	@python3 dev.py $@
