"""Runs programs with the reference compiler in this process: reads JSON lines, answers milliseconds."""
import json, sys, time
import kcl_lib.api as api

service = api.API()
for line in sys.stdin:
    request = json.loads(line)
    arguments = api.ExecProgramArgs(k_filename_list=["main.k"], k_code_list=[request["source"]])
    started = time.perf_counter()
    result = service.exec_program(arguments)
    elapsed = (time.perf_counter() - started) * 1000
    print(json.dumps({"ms": elapsed, "ok": result.err_message == "", "size": len(result.yaml_result)}), flush=True)
