"""How the web site is made: Sphinx with myst-nb and furo, nothing fetched from a network at build or reading time.

`course site` writes the source folder and says where executed outputs are kept; this file holds the rest.
"""

from typing import Any

project = "MiniTorch Course"
author = "the MiniTorch Course authors"
copyright = "the MiniTorch Course authors, MIT licence"
extensions = ["myst_nb", "sphinx.ext.mathjax"]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}

myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

nb_execution_mode = "cache"
nb_execution_raise_on_error = True
nb_execution_timeout = 180
nb_execution_show_tb = True
nb_output_stderr = "warn"
nb_ipywidgets_js: dict[str, Any] = {}  # figures carry their frames; myst-nb would load require.js from a CDN

mathjax_path = "mathjax/tex-svg-full.js"
mathjax3_config = {"options": {"enableMenu": False}}  # the menu's speech engine would be fetched from a CDN

html_theme = "furo"
html_title = "MiniTorch Course"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_show_sphinx = False
html_show_search_summary = False  # it fetches the pages it quotes, which a browser refuses to a file
html_theme_options = {"top_of_page_buttons": []}
pygments_style = "friendly"
pygments_dark_style = "github-dark"
