/** The files that `kusion init`, `project create` and `stack create` write. */

export interface TemplateFile {
  readonly path: string
  readonly text: string
}

export interface Template {
  readonly name: string
  readonly description: string
  readonly files: (project: string) => readonly TemplateFile[]
}

function kclMod(name: string, modules: readonly string[]): string {
  const versions: Readonly<Record<string, string>> = { service: '0.2.0', job: '0.2.0', network: '0.3.0' }
  return `[package]
name = "${name}"
edition = "v0.11.0"
version = "0.1.0"

[dependencies]
kam = { git = "https://github.com/KusionStack/kam", tag = "0.2.0" }
${modules.map((module) => `${module} = { oci = "oci://ghcr.io/kusionstack/${module}", tag = "${versions[module] ?? '0.1.0'}" }`).join('\n')}
`
}

const quickstart: Template = {
  name: 'quickstart',
  description: 'a web application with a port',
  files: (project) => [
    { path: 'project.yaml', text: `name: ${project}\n` },
    { path: 'default/stack.yaml', text: 'name: default\n' },
    { path: 'default/kcl.mod', text: kclMod(`${project}-default`, ['service', 'network']) },
    {
      path: 'default/main.k',
      text: `import kam.v1.app_configuration as ac
import service
import service.container as c
import network as n

# What you want to run: change it, then see what \`kusion preview\` says.
${identifier(project)}: ac.AppConfiguration {
    workload: service.Service {
        containers: {
            web: c.Container {
                image: "kusionstack/kusion-quickstart:v0.1.0"
            }
        }
        replicas: 1
    }
    accessories: {
        "network": n.Network {
            ports: [n.Port {port: 8080}]
        }
    }
}
`,
    },
  ],
}

const scheduledJob: Template = {
  name: 'job',
  description: 'work that runs on a schedule',
  files: (project) => [
    { path: 'project.yaml', text: `name: ${project}\n` },
    { path: 'default/stack.yaml', text: 'name: default\n' },
    { path: 'default/kcl.mod', text: kclMod(`${project}-default`, ['service', 'job']) },
    {
      path: 'default/main.k',
      text: `import kam.v1.app_configuration as ac
import job
import service.container as c

${identifier(project)}: ac.AppConfiguration {
    workload: job.Job {
        containers: {
            main: c.Container {
                image: "busybox:1.36"
                command: ["sh", "-c", "date"]
            }
        }
        schedule: "0 * * * *"
    }
}
`,
    },
  ],
}

export const templates: ReadonlyMap<string, Template> = new Map(
  [quickstart, scheduledJob].map((template) => [template.name, template]),
)

export function stackFiles(project: string, stack: string): readonly TemplateFile[] {
  return quickstart
    .files(project)
    .filter((file) => file.path.startsWith('default/'))
    .map((file) => ({
      path: file.path.slice('default/'.length),
      text: file.text
        .replaceAll('name: default\n', `name: ${stack}\n`)
        .replaceAll(`${project}-default`, `${project}-${stack}`),
    }))
}

function identifier(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(\d)/, 'app_$1')
}
