import Foundation
import TesseraKit
import TestSupport
import Testing

/// The scripts of `examples/slurm`, with programs in place of Slurm's that run each job at once.
struct SlurmExampleTests {
  /// Runs the script as Slurm does: from a copy elsewhere, with the number of the job in the environment, once for each of an array.
  private static let sbatch = """
    #!/usr/bin/env bash
    set -euo pipefail
    array="" dependency="" script=""
    for argument in "$@"; do
      case $argument in
        --array=*) array=${argument#--array=} ;;
        --dependency=*) dependency=${argument#--dependency=} ;;
        --parsable) ;;
        *) script=$argument ;;
      esac
    done
    job=$(($(cat jobs 2>/dev/null || echo 100) + 1))
    echo $job >jobs
    echo "$job ${dependency:--} ${array:--} $(basename "$script")" >>submitted
    case $dependency in "" | "afterok:$((job - 1))") ;; *) echo "unknown dependency" >&2; exit 1 ;; esac
    cp "$script" "spool-$job"
    export SLURM_JOB_ID=$job
    if [ -z "$array" ]; then
      bash "spool-$job" >>log 2>&1
    else
      # The last share first, since Slurm promises no order.
      for ((task = ${array#*-}; task >= ${array%-*}; task--)); do
        SLURM_ARRAY_TASK_ID=$task bash "spool-$job" >>log 2>&1
      done
    fi
    echo "$job"

    """

  private static func program(_ folder: TemporaryFolder, _ name: String, _ text: String) throws {
    let file = try folder.add("bin/\(name)", Data(text.utf8))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
  }

  private static func submit(_ folder: TemporaryFolder, shares: Int) throws -> TesseraCommand.Outcome {
    try program(folder, "sbatch", sbatch)
    try program(folder, "srun", "#!/bin/sh\nexec \"$@\"\n")
    let script = Fixtures.folder.deletingLastPathComponent().appending(path: "examples/slurm/submit").path
    let environment = [
      "PATH=\(folder.url.path)/bin:/usr/bin:/bin", "TESSERA=\(TesseraCommand.executable.path)", "SHARES=\(shares)",
    ]
    return try TesseraCommand.run(
      environment + [script, Fixtures.url("textures/images").path, Fixtures.url("textures/labels").path, "the out"]
        + ["--steps", "2", "--set", "segmentation.head=main"] + RunCommandTests.quick,
      of: URL(filePath: "/usr/bin/env"), in: folder.url)
  }

  @Test func arrayJobsGiveTheScoresOfOneRun() throws {
    let folder = try TemporaryFolder()
    let outcome = try Self.submit(folder, shares: 3)
    let log = (try? String(decoding: folder.data("log"), as: UTF8.self)) ?? ""
    #expect(outcome.status == 0, "\(outcome.messages)\(log)")
    #expect(outcome.output == "training: job 101, masks: job 102, counts: job 103, scores: job 104\n")
    let submitted = try String(decoding: folder.data("submitted"), as: UTF8.self)
    #expect(
      submitted == """
        101 - - train.sbatch
        102 afterok:101 1-3 segment.sbatch
        103 afterok:102 1-3 evaluate.sbatch
        104 afterok:103 - merge.sbatch

        """)
    let (images, labels) = (Fixtures.url("textures/images").path, Fixtures.url("textures/labels").path)
    let masks = try TesseraCommand.run(
      "segment", images, "--model", "the out/model", "--output", "masks", in: folder.url)
    #expect(masks.status == 0, "\(masks.messages)")
    #expect(folder.files(below: "the out/masks") == folder.files(below: "masks"))
    for file in folder.files(below: "masks") {
      #expect(try folder.data("the out/masks/\(file)") == folder.data("masks/\(file)"), "\(file)")
    }
    let scores = try TesseraCommand.run(
      "evaluate", "masks", labels, "--json", "scores.json", "--per-image", "images.csv", in: folder.url)
    #expect(scores.status == 0, "\(scores.messages)")
    for file in ["scores.json", "images.csv"] {
      #expect(try folder.data("the out/\(file)") == folder.data(file), "\(file)")
    }
    #expect(folder.files(below: "the out").contains("masks.json"))
  }

  @Test func aLostShareIsNamedAtTheEnd() throws {
    let folder = try TemporaryFolder()
    #expect(try Self.submit(folder, shares: 2).status == 0)
    try FileManager.default.removeItem(at: folder.url.appending(path: "the out/parts/scores-2.json"))
    let script = Fixtures.folder.deletingLastPathComponent().appending(path: "examples/slurm/merge.sbatch").path
    let merge = try TesseraCommand.run(
      ["OUTPUT=the out", "TESSERA=\(TesseraCommand.executable.path)", "bash", script],
      of: URL(filePath: "/usr/bin/env"), in: folder.url)
    #expect(merge.status != 0 && merge.messages.contains("1 is missing: 2"), "\(merge.messages)")
  }

  @Test func whatIsMissingIsAskedFor() throws {
    let folder = try TemporaryFolder()
    let script = Fixtures.folder.deletingLastPathComponent().appending(path: "examples/slurm/submit")
    let outcome = try TesseraCommand.run(["images"], of: script, in: folder.url)
    #expect(outcome.status == 64 && outcome.messages.contains("Usage: submit IMAGES LABELS OUTPUT"))
    #expect(folder.files().isEmpty)
  }
}
