# Each target is a command of tools/; where there is no make: python -m tools run, and so on.
PYTHON ?= python3
OPTIONS = $(if $(PACKAGES),--packages "$(PACKAGES)") $(if $(ARTICLE),--article "$(ARTICLE)") \
          $(if $(UPGRADE),--upgrade) $(if $(MNIST),--mnist "$(MNIST)") $(ARGS)

help run accept test browser cells site site-serve lab bench lock home:
	@$(PYTHON) -m tools $@ $(OPTIONS)

.DEFAULT_GOAL := help
.PHONY: help run accept test browser cells site site-serve lab bench lock home
