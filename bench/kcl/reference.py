"""
Runs programs with the reference compiler. Without arguments: reads JSON lines ({"source"}, {"folder"} or {"path"}),
answers milliseconds. With `run PATH`: one program as a whole process, PATH a file or the folder of a stack with a kcl.yaml.
With `run PATH NAME=FOLDER`: a file that imports the package NAME.
"""
import json, os, sys, time
import kcl_lib.api as api

service = api.API()


def arguments_of(request):
    if "source" in request:
        return api.ExecProgramArgs(k_filename_list=["main.k"], k_code_list=[request["source"]])
    if "path" in request:
        return api.ExecProgramArgs(work_dir=os.path.dirname(request["path"]), k_filename_list=[request["path"]])
    folder = request["folder"]
    settings = service.load_settings_files(
        api.LoadSettingsFilesArgs(
            work_dir=folder, files=[os.path.join(folder, name) for name in ("kcl.yaml", "ci-test/settings.yaml")]
        )
    )
    options = settings.kcl_cli_configs
    return api.ExecProgramArgs(
        work_dir=folder,
        k_filename_list=list(options.files),
        args=[api.Argument(name=option.key, value=option.value) for option in settings.kcl_options],
        disable_none=options.disable_none,
    )


def answer(request):
    started = time.perf_counter()
    result = service.exec_program(arguments_of(request))
    elapsed = (time.perf_counter() - started) * 1000
    return result, {"ms": elapsed, "ok": result.err_message == "", "size": len(result.yaml_result)}


def safely(request):
    # What the compiler says of a program with errors is raised.
    try:
        return answer(request)[1]
    except Exception:
        return {"ms": 0, "ok": False, "size": 0}


if len(sys.argv) > 2:
    path = os.path.abspath(sys.argv[2])
    if len(sys.argv) > 3:
        name, folder = sys.argv[3].split("=")
        package = api.ExternalPkg(pkg_name=name, pkg_path=folder)
        result = service.exec_program(
            api.ExecProgramArgs(work_dir=os.path.dirname(path), k_filename_list=[path], external_pkgs=[package])
        )
    elif os.path.isdir(path):
        result, _ = answer({"folder": path})
    else:
        result, _ = answer({"source": open(path).read()})
    print(result.yaml_result)
    sys.exit(1 if result.err_message else 0)

for line in sys.stdin:
    print(json.dumps(safely(json.loads(line))), flush=True)
