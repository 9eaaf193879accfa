"""The reference compiler as one long-lived process: a JSON line in, a JSON line out."""

import json
import os
import shutil
import sys
import tempfile

import kcl_lib.api as api

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
compiler = api.API()
root = sys.argv[1]

for line in sys.stdin:
    asked = json.loads(line)
    folder = tempfile.mkdtemp(dir=root)
    for name, text in asked["files"].items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    paths = [os.path.join(folder, name) for name in asked["entries"]]
    try:
        result = compiler.exec_program(api.ExecProgramArgs(work_dir=folder, k_filename_list=paths))
        # A panic in its parser gives nothing at all, where what has no output is at least `null` in JSON.
        answered = result.err_message != "" or result.json_result != ""
        answer = {"answered": answered, "yaml": result.yaml_result, "error": result.err_message}
    except Exception as error:
        answer = {"answered": True, "yaml": "", "error": str(error)}
    shutil.rmtree(folder, ignore_errors=True)
    answer["error"] = answer["error"].replace(folder, "")
    answers.write(json.dumps(answer) + "\n")
    answers.flush()
