"""The course on JupyterHub.

Every student with an account on this machine works in JupyterLab, hands in through nbgrader's exchange and finds the
feedback there; one account grades. README.md beside this file says how to set it up. What a place needs to change comes
from the environment, so that this file can stay as it is.
"""

import os
import pwd
import sys
from pathlib import Path

c = get_config()  # noqa: F821

grader = os.environ["MINITORCH_GRADER"]  # the instructor's account; owns the course folder
course = Path(os.environ.get("MINITORCH_COURSE", f"{pwd.getpwnam(grader).pw_dir}/minitorch"))
exchange = Path(os.environ.get("MINITORCH_EXCHANGE", "/srv/nbgrader/exchange"))
students = set(os.environ.get("MINITORCH_STUDENTS", "").split())  # empty: everybody with an account
here = str(Path(__file__).resolve().parent / "jupyter")  # nbgrader's settings for everybody
config_path = os.pathsep.join(filter(None, [here, os.environ.get("JUPYTER_CONFIG_PATH")]))
path = f"{Path(sys.executable).parent}:{os.environ.get('PATH', os.defpath)}"

# ---- who may come in
c.Authenticator.admin_users = {grader}
c.Authenticator.allowed_users = students | {grader} if students else set()
c.Authenticator.allow_all = not students

# ---- what they get: a server of their own, under their own account
c.JupyterHub.bind_url = os.environ.get("MINITORCH_URL", "http://127.0.0.1:8000")
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.default_url = "/lab"
c.Spawner.notebook_dir = "~"
c.Spawner.http_timeout = c.Spawner.start_timeout = 120
c.Spawner.mem_limit = os.environ.get("MINITORCH_MEMORY", "4G")
c.Spawner.environment = {
    "PATH": path,
    "JUPYTER_CONFIG_PATH": config_path,
    "MINITORCH_EXCHANGE": str(exchange),
    "OMP_NUM_THREADS": os.environ.get("MINITORCH_THREADS", "2"),  # three hundred students share the cores
}
# formgrader is a page inside of JupyterLab's page
c.Spawner.args = ["--ServerApp.tornado_settings={'headers': {'Content-Security-Policy': \"frame-ancestors 'self'\"}}"]

# ---- stop servers that nobody uses, and leave nothing running when the hub stops
c.JupyterHub.cleanup_servers = True
c.ConfigurableHTTPProxy.should_start = True

# ---- grading on submission, if wanted: so many times an hour per student at most
if per_hour := os.environ.get("MINITORCH_GRADE_PER_HOUR"):
    command = [sys.executable, "-m", "autograder", "watch", str(course), "--per-hour", per_hour]
    command += ["--every", os.environ.get("MINITORCH_LOOK_EVERY", "30")]
    c.JupyterHub.services = [{"name": "grading", "command": command, "user": grader, "cwd": str(course)}]
    c.JupyterHub.services[0]["environment"] = {"PATH": path}
