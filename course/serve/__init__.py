"""JupyterLab on the student's folder: the start page, the settings, starting and stopping the server."""
