// Where every file goes: new name → old path, or several old paths that become one file, in the order of their parts.
// A file that is not named here stays. Tests follow by themselves: test/X/a.test.ts goes where X/a.ts goes.

export interface Room {
  readonly folder: string;
  /** What the room is for: the body of its commit. */
  readonly about: string;
  readonly files: Readonly<Record<string, string | readonly string[]>>;
  /** Whole folders, old → new, whatever is in them. */
  readonly folders?: Readonly<Record<string, string>>;
  /** Tests without a file of their own, and those that two merged files would both claim: old → new. */
  readonly tests?: Readonly<Record<string, string>>;
  /** Texts that no compiler follows, in files by their new path. */
  readonly texts?: readonly TextEdit[];
}

export interface TextEdit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const same = (from: string, ...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, `${from}/${name}`]));

export const ROOMS: readonly Room[] = [
  // worker, from the ground up
  {
    folder: "worker/contract",
    about: "What CLI, stack and worker agree on: pure, read by all three.",
    files: {
      "failure.ts": ["worker/contract/failure.ts", "worker/contract/dead-letter.ts"],
      "job-id.ts": ["worker/contract/ids.ts", "worker/contract/names.ts"],
      "storable-keys.ts": "worker/storage/storable.ts",
      "worker-settings.ts": "worker/settings.ts",
    },
    tests: {
      "test/worker/contract/ids.test.ts": "test/worker/contract/job-id.test.ts",
      "test/worker/contract/names.test.ts": "test/worker/contract/job-names.test.ts",
    },
  },
  {
    folder: "worker/host",
    about: "This computer: disk, folders, processes, clock.",
    files: {
      ...same("worker", "clock.ts", "disk.ts", "left-processes.ts"),
      ...same("worker/engines", "lines.ts", "process-group.ts", "package-root.ts"),
      ...same("worker/storage", "alive.ts"),
      "aws-sdk.ts": "worker/storage/sdk-environment.ts",
      "work-folders.ts": ["worker/work-folders.ts", "worker/engines/empty-folder.ts"],
    },
    texts: [
      {
        file: "eslint.config.mjs",
        from: '"worker/engines", "policy/rules"],',
        to: '"worker/engines", "worker/host", "policy/rules"],',
      },
    ],
  },
  {
    folder: "worker/storage",
    about: "S3 or a folder behind one port; the client and the errors of S3 are one file.",
    files: { "s3-client.ts": ["worker/storage/s3-client.ts", "worker/storage/s3-errors.ts"] },
  },
  {
    folder: "worker/failures",
    about: "What went wrong, and what to advise.",
    files: {
      ...same("worker", "memory-advice.ts"),
      "disk-full.ts": "worker/disk-advice.ts",
      "job-fault.ts": "worker/fault.ts",
      "retry-delay.ts": "worker/backoff.ts",
    },
  },
  {
    folder: "worker/logs",
    about: "The worker's own log, the logs of jobs, and what is taken out of both.",
    files: {
      ...same("worker", "job-log.ts"),
      "cloudwatch-job-logs.ts": "worker/job-log-sink.ts",
      "redact.ts": "worker/secrets.ts",
      "worker-log.ts": "worker/log.ts",
    },
  },
  {
    folder: "worker/queue",
    about: "The job queue, and how long a message is ours.",
    files: { "leases.ts": "worker/lease.ts" },
  },
  {
    folder: "worker/engines/program",
    about: "One process per job: start, limits, memory, why it failed.",
    files: {
      ...same("worker/engines", "display.ts", "limits.ts", "memory-evidence.ts", "run-program.ts", "watchdog.ts"),
      "attempt-script.ts": "worker/engines/own-name.ts",
      "process-per-job.ts": ["worker/engines/process-per-job.ts", "worker/engines/argument-limit.ts"],
      "run-failure.ts": "worker/engines/warm/outcome.ts",
    },
  },
  {
    folder: "worker/engines/java",
    about: "Which Java, and in which environment.",
    files: {
      "find-java.ts": "worker/engines/imagej/java.ts",
      "java-environment.ts": "worker/engines/java-environment.ts",
    },
  },
  {
    folder: "worker/engines/command",
    about: "Any program as an engine: one file says it all.",
    files: {
      "engine.ts": [
        "worker/engines/command/engine.ts",
        "worker/engines/command/argv.ts",
        "worker/engines/command/environment.ts",
      ],
    },
    tests: { "test/worker/engines/command/argv.test.ts": "test/worker/engines/command/engine.test.ts" },
  },
  {
    folder: "worker/engines/imagej",
    about: "ImageJ in a warm JVM; its Java sources lie beside what starts them.",
    files: { "build-jars.ts": "worker/engines/imagej/build.ts" },
    folders: { "worker/imagej": "worker/engines/imagej/java" },
    texts: [
      {
        file: "docker/Dockerfile",
        from: "/build/worker/imagej/pom.xml",
        to: "/build/worker/engines/imagej/java/pom.xml",
      },
      { file: "docker/Dockerfile", from: "/build/worker/imagej/src", to: "/build/worker/engines/imagej/java/src" },
      {
        file: "worker/engines/imagej/build-jars.ts",
        from: 'existsSync(join(root, "worker", "imagej", "pom.xml"))',
        to: 'existsSync(join(root, SOURCES, "pom.xml"))',
      },
      {
        file: "worker/engines/imagej/build-jars.ts",
        from: 'const sources = join(root, "worker", "imagej");',
        to: "const sources = join(root, SOURCES);",
      },
      {
        file: "worker/engines/imagej/build-jars.ts",
        from: "const run = promisify(execFile);",
        to: '/** The Java sources, below the root of the package. */\nconst SOURCES = "worker/engines/imagej/java";\nconst run = promisify(execFile);',
      },
    ],
  },
  {
    folder: "worker/engines/fiji",
    about: "Fiji, cold or warm; the Groovy that runs inside it lies beside what starts it.",
    files: {
      "cold-runs.ts": ["worker/engines/fiji/cold-runs.ts", "worker/engines/fiji/encode.ts"],
      "engine.ts": ["worker/engines/fiji/engine.ts", "worker/engines/fiji/cold-program.ts"],
      "host.ts": ["worker/engines/fiji/host.ts", "worker/engines/fiji/loop-folder.ts"],
    },
    folders: { "worker/fiji": "worker/engines/fiji/groovy" },
    tests: {
      "test/worker/engines/fiji/cold.int.test.ts": "test/worker/engines/fiji/cold.int.test.ts",
      "test/worker/engines/fiji/encode.int.test.ts": "test/worker/engines/fiji/cold-runs.int.test.ts",
    },
    texts: [
      {
        file: "worker/engines/fiji/host.ts",
        from: 'join(root, "worker", "fiji")',
        to: 'join(root, "worker/engines/fiji/groovy")',
      },
    ],
  },
  {
    folder: "worker/stages",
    about: "What happens to a job: prepare, fetch, run, verify, publish, mark, settle.",
    files: {
      ...same(
        "worker",
        "disk-budget.ts",
        "fetch.ts",
        "mark.ts",
        "prepare.ts",
        "publish.ts",
        "scripts.ts",
        "stage-limit.ts",
      ),
      "active-job.ts": "worker/task.ts",
      "attempt-records.ts": "worker/attempts.ts",
      "classify-failure.ts": "worker/why-failed.ts",
      "complete.ts": "worker/finish.ts",
      "plan-inputs.ts": "worker/inputs.ts",
      "ports.ts": "worker/deps.ts",
      "run-request.ts": "worker/request.ts",
      "settle-failure.ts": "worker/settle.ts",
      "verify.ts": "worker/outputs.ts",
    },
  },
  {
    folder: "worker/loop",
    about: "Who takes which job when.",
    files: {
      ...same("worker", "warm-up.ts", "worker.ts"),
      "duplicate-jobs.ts": "worker/same-jobs.ts",
      "ecs-task-protection.ts": "worker/task-protection.ts",
      "engine-copies.ts": "worker/copies.ts",
      "pipeline.ts": "worker/line.ts",
      "prefetch-buffer.ts": "worker/prefetched.ts",
      "receiver.ts": "worker/intake.ts",
    },
    // tests of the whole worker stay in test/worker
    tests: { "test/worker/worker.int.test.ts": "test/worker/worker.int.test.ts" },
  },
  {
    folder: "worker",
    about: "The entry: what a process is made of.",
    files: { "make-engine.ts": "worker/engines/make-engine.ts", "start.ts": "worker/run-worker.ts" },
  },
  // policy
  {
    folder: "policy/facts",
    about: "Readers of one fact each; what only they read is part of them.",
    files: {
      "launch-templates.ts": [
        "policy/facts/user-data.ts",
        "policy/facts/launch-templates.ts",
        "policy/support/user-data.ts",
      ],
      "machine-room.ts": ["policy/facts/room.ts", "policy/facts/environment.ts"],
    },
  },
  {
    folder: "policy/policies",
    about: "The shapes of secrets have one reader.",
    files: { "secrets.ts": ["policy/policies/secrets.ts", "policy/support/secret-shapes.ts"] },
  },
  {
    folder: "policy/rules",
    about: "A queue and how long it lets a worker hold a message are one rule.",
    files: { "queue.ts": ["policy/rules/queue.ts", "policy/rules/lease.ts"] },
    tests: { "test/policy/rules/lease.test.ts": "test/policy/rules/queue-hold.test.ts" },
  },
  {
    folder: "policy/support",
    about: "The file is called by what it does: it runs the checks.",
    files: { "check-runner.ts": "policy/support/checks.ts" },
  },
  // components
  {
    folder: "components/aws",
    about: "What every resource needs: account, names, tags, roles, network.",
    files: same("components", "account.ts", "iam.ts", "names.ts", "network.ts", "refuse.ts", "tags.ts"),
  },
  {
    folder: "components/config",
    about: "The stack config: keys, checks, docs.",
    files: {
      ...same("components", "config.ts", "nearest.ts"),
      "checks.ts": "components/config-checks.ts",
      "docs.ts": "components/config-docs.ts",
      "placement-checks.ts": "components/config-placement.ts",
      "reference.ts": "components/config-reference.ts",
      "script-checks.ts": "components/config-script.ts",
      "keys/index.ts": "components/config-keys.ts",
    },
    texts: [
      { file: "components/config/docs.ts", from: "components/config/keys/index.ts", to: "components/config/keys" },
      { file: "components/config/docs.ts", from: "components/config/keys/index.ts", to: "components/config/keys" },
      { file: "docs/configuration.md", from: "components/config/keys/index.ts", to: "components/config/keys" },
      { file: "Pulumi.yaml", from: "components/config/keys/index.ts", to: "components/config/keys" },
      { file: "CONTRIBUTING.md", from: "`components/config/config.ts`", to: "`components/config/keys/**`" },
    ],
  },
  {
    folder: "components/fleet",
    about: "The machines: fleet, template, roles, boot script.",
    files: {
      ...same("components", "fleet-role.ts", "spot-fleet.ts"),
      "ami.ts": "components/machine-image.ts",
      "instance-role.ts": "components/machine-role.ts",
      "launch-template.ts": "components/machine-template.ts",
      "user-data.ts": "components/user-data.ts",
    },
    folders: { "components/user-data": "components/fleet/user-data" },
    tests: { "test/components/user-data-volume.int.test.ts": "test/components/fleet/user-data-volume.int.test.ts" },
  },
  {
    folder: "components/fleet-controller",
    about: "The Lambda that looks after machines; on AWS it stays machine-care.",
    files: {
      "fleet-controller.ts": ["components/machine-care.ts", "components/machine-care-code.ts"],
      "rights.ts": "components/machine-care-rights.ts",
      ...Object.fromEntries(
        ["aws.ts", "facts.ts", "handler.ts", "queue-facts.ts", "reconcile.ts", "settings.ts"].map((name) => [
          `lambda/${name}`,
          `components/machine-care/${name}`,
        ]),
      ),
      "lambda/controller.ts": "components/machine-care/care.ts",
    },
    tests: {
      "test/components/machine-care/machine-care.int.test.ts":
        "test/components/fleet-controller/fleet-controller.int.test.ts",
    },
    texts: [
      {
        file: "CHANGELOG.md",
        from: "## Unreleased\n\n",
        to: "## Unreleased\n\n- The project's files lie in new places. The next `pulumi up` updates the function that looks after machines once, since\n  names of files stand in its code, and builds the worker's image again; nothing else of a stack changes.\n",
      },
    ],
  },
  {
    folder: "components/image",
    about: "The worker's image, and what it is built of.",
    files: { ...same("components", "worker-image.ts"), "build-context.ts": "components/image-context.ts" },
    texts: [
      {
        file: ".dockerignore",
        from: "(components/image/build-context.ts), so\n# lines are `!path` or `!folder/**`, nothing finer.",
        to: "(components/image/build-context.ts),\n# so lines are `!path` or `!folder/**`, nothing finer.",
      },
    ],
  },
  {
    folder: "components/observability",
    about: "What a person sees: alarms, dashboard, mails, links.",
    files: {
      ...same("components", "alarms.ts", "console-links.ts", "notifications.ts"),
      "dashboard.ts": ["components/dashboard.ts", "components/dashboard-body.ts"],
    },
  },
  {
    folder: "components/queue",
    about: "The job queue and its dead letters.",
    files: same("components", "job-queue.ts"),
  },
  {
    folder: "components/scaling",
    about: "How many machines and tasks: policies and their steps.",
    files: { "scaling.ts": ["components/scaling.ts", "components/scaling-steps.ts"] },
  },
  {
    folder: "components/worker",
    about: "The worker on ECS: cluster, service, task definition, its role.",
    files: {
      "cluster.ts": "components/compute-cluster.ts",
      "environment.ts": "components/worker-settings.ts",
      "service.ts": "components/worker-service.ts",
      "task-definition.ts": "components/worker-task.ts",
      "task-role.ts": "components/worker-role.ts",
    },
  },
  {
    folder: "components",
    about: "The experiment, and what is looked up before it.",
    files: { "lookups.ts": "components/site.ts" },
  },
  // cli
  {
    folder: "cli/shared",
    about: "What every command needs.",
    files: {
      ...same("cli", "exit.ts", "near.ts", "package-root.ts"),
      ...same("cli/local", "interrupt.ts"),
      ...same("cli/commands", "options.ts"),
      ...same("cli/jobs", "problems.ts"),
      "io.ts": ["cli/io.ts", "cli/process-io.ts"],
      "plain-text.ts": "cli/plain.ts",
    },
  },
  {
    folder: "cli/script",
    about: "What a script asks for, and what can be wrong with it.",
    files: {
      "check.ts": ["cli/script/check.ts", "cli/script/languages.ts"],
      // not imagej-commands.ts: Node would take imagej-commands.json, which lies beside it, for `./imagej-commands`
      "known-commands.ts": "cli/script/commands.ts",
      "parameter-values.ts": ["cli/script/types.ts", "cli/script/parameter-check.ts"],
    },
  },
  {
    folder: "cli/fiji",
    about: "A Fiji of this computer: what it has, and trying it.",
    files: {
      "known-fiji.ts": ["cli/fiji/known-fiji.ts", "cli/fiji/installation-key.ts"],
      "trial-run.ts": "cli/fiji/trial.ts",
    },
  },
  {
    folder: "cli/jobs/file",
    about: "How a job file is read.",
    files: {
      ...same("cli/jobs", "groups.ts", "job-file.ts", "ranges.ts"),
      "grid-axis.ts": "cli/jobs/axis.ts",
      "json-reader.ts": "cli/jobs/json.ts",
      "json-values.ts": ["cli/jobs/values.ts", "cli/jobs/nodes.ts"],
    },
  },
  {
    folder: "cli/jobs/check",
    about: "What only all jobs together show.",
    files: {
      ...same("cli/jobs", "input-hint.ts"),
      "hashed-set.ts": "cli/jobs/seen.ts",
      "input-index.ts": "cli/jobs/inputs.ts",
    },
  },
  {
    folder: "cli/jobs/make",
    about: "How jobs are made of a job file's groups.",
    files: {
      ...same("cli/jobs", "csv-rows.ts", "jsonl-jobs.ts"),
      "file-rows.ts": ["cli/jobs/file-rows.ts", "cli/jobs/lines.ts"],
      "input-paths.ts": "cli/jobs/places.ts",
      "job-maker.ts": "cli/jobs/maker.ts",
      "job-template.ts": "cli/jobs/recipe.ts",
      "output-folders.ts": "cli/jobs/outputs.ts",
      "placeholders.ts": "cli/jobs/template.ts",
      "rows.ts": ["cli/jobs/rows.ts", "cli/jobs/list-rows.ts", "cli/jobs/grid-rows.ts"],
    },
  },
  {
    folder: "cli/jobs",
    about: "From a job file to a plan that was checked as a whole.",
    files: {
      "checked-plan.ts": ["cli/jobs-check.ts", "cli/jobs/report.ts"],
      "command.ts": "cli/commands/jobs.ts",
      "job-source.ts": "cli/jobs/source.ts",
    },
    tests: { "test/cli/jobs/jobs-command.int.test.ts": "test/cli/jobs/command.int.test.ts" },
  },
  {
    folder: "cli/bookkeeping",
    about: "Who reads and writes .dfiji/ in a folder of results.",
    files: {
      ...same("cli/results", "done-index.ts", "submissions.ts"),
      ...same("cli/local", "progress-file.ts"),
      "output-lock.ts": "cli/local/lock.ts",
      "result-location.ts": "cli/results/place.ts",
    },
  },
  {
    folder: "cli/collect",
    about: "`dfiji collect`: one table of many.",
    files: { "collect.ts": ["cli/collect/collect.ts", "cli/collect/csv.ts"], "command.ts": "cli/commands/collect.ts" },
  },
  {
    folder: "cli/local",
    about: "`dfiji local`: a run on this computer.",
    files: {
      "command.ts": "cli/commands/local.ts",
      "preflight.ts": ["cli/local/folders.ts", "cli/local/fiji.ts"],
      "run-drain.ts": "cli/local/drive.ts",
      "selection.ts": ["cli/local/selection.ts", "cli/local/other-versions.ts"],
      "worker-environment.ts": "cli/local/environment.ts",
      "worker-supervisor.ts": "cli/local/worker-keeper.ts",
    },
  },
  {
    folder: "cli/results",
    about: "`dfiji status` and `dfiji failures`: what became of jobs.",
    files: {
      "dead-jobs.ts": ["cli/results/dead-letters.ts", "cli/results/dead-jobs.ts"],
      "failures-command.ts": "cli/commands/failures.ts",
      "status-command.ts": "cli/commands/status.ts",
    },
  },
  { folder: "cli/submit", about: "`dfiji submit`: jobs to AWS.", files: { "command.ts": "cli/commands/submit.ts" } },
  {
    folder: "cli/demo",
    about: "`dfiji demo`: a plate with known counts.",
    files: { "command.ts": "cli/commands/demo.ts", "plate.ts": ["cli/demo/plate.ts", "cli/demo/random.ts"] },
  },
  {
    folder: "cli/doctor",
    about: "`dfiji doctor`: does this Fiji run jobs?",
    files: { "check-list.ts": "cli/doctor/checks.ts", "command.ts": "cli/commands/doctor.ts" },
  },
  {
    folder: "cli",
    about: "The command line's entry, and the one command that is a file.",
    files: { "worker.ts": "cli/commands/worker.ts" },
  },
];
