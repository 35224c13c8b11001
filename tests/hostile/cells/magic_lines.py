TRIES = "run shell commands and start-up hooks through notebook magics"
MAY_EARN = "nothing"
CELL = """
%load_ext autoreload
!touch __OUTSIDE__/touched
get_ipython().input_transformers_cleanup.append(lambda lines: [])


__HEADER__
    !cat /etc/passwd
    return None
"""
