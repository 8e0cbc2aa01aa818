import Foundation
import TesseraKit
import TestSupport
import Testing

/// Commands that MPI starts as several processes.
@Suite(.serialized) struct ProcessesTests {
  static let mpirun = ["/usr/bin/mpirun", "/usr/local/bin/mpirun"].first { FileManager.default.fileExists(atPath: $0) }
    .map { URL(filePath: $0) }

  #if MPI
    static let lacks: Comment? = mpirun == nil ? "mpirun is not installed" : nil
  #else
    static let lacks: Comment? = "this build has no MPI (--traits MPI)"
  #endif

  /// Runs the command as some processes of this machine.
  static func run(_ processes: Int, _ arguments: String..., in folder: URL) throws -> TesseraCommand.Outcome {
    try run(processes, arguments, in: folder)
  }

  static func run(_ processes: Int, _ arguments: [String], in folder: URL) throws -> TesseraCommand.Outcome {
    // Where the tests run as root, or on fewer cores than processes, Open MPI asks for a permission.
    let program = """
      export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
      exec mpirun -n \(processes) "$@"
      """
    return try TesseraCommand.run(
      ["-c", program, "sh", TesseraCommand.executable.path] + arguments, of: URL(filePath: "/bin/sh"), in: folder)
  }

  @Test(.enabled(if: lacks == nil, lacks ?? "")) func processesTrainTheModelOfOne() throws {
    let folder = try TemporaryFolder()
    let images = Fixtures.url("textures/images").path
    func train(_ name: String, processes: Int) throws -> Data {
      let outcome = try Self.run(
        processes, "train", images, "--output", name, "--classes", "3", "--set", "input.cropSize=32", "--set",
        "optimization.steps=6", "--set", "optimization.pairs=6", "--set", "optimization.batchParts=3", in: folder.url)
      #expect(outcome.status == 0, "\(outcome.messages)")
      // The first process alone speaks.
      #expect(outcome.output.components(separatedBy: "a model of 3 classes").count == 2, "\(outcome.output)")
      return try Data(contentsOf: folder.url.appending(path: "\(name)/model.safetensors"))
    }
    let alone = try train("one", processes: 1)
    #expect(try train("two", processes: 2) == alone)
    #expect(try train("three", processes: 3) == alone)
  }

  @Test(.enabled(if: lacks == nil, lacks ?? "")) func anErrorEndsAllProcesses() throws {
    let folder = try TemporaryFolder()
    let images = Fixtures.url("textures/images").path
    let outcome = try Self.run(
      3, "train", images, "--output", "run", "--set", "optimization.pairs=2", in: folder.url)
    #expect(outcome.status != 0)
    #expect(outcome.messages.contains("3 processes share a batch of 1 part"), "\(outcome.messages)")
    let other = try Self.run(2, "inspect", images, in: folder.url)
    #expect(other.status != 0 && other.messages.contains("inspect works in one process"), "\(other.messages)")
  }

  @Test(.enabled(if: lacks == nil, lacks ?? "")) func processesShareImagesAndTheFirstWritesForAll() throws {
    let folder = try SegmentCommandTests.trained()
    try folder.add("images/cut.png", Data(contentsOf: Fixtures.url("textures/images/texture4.png")).prefix(1500))
    try folder.copy("images", to: "labels")
    for index in 0..<3 {
      let labels = try Data(contentsOf: Fixtures.url("textures/labels/texture\(index).png"))
      try folder.add("labels/\(index).png", labels)
    }
    let (images, model) = (["images", "--model", "run"], ["--json", "summary.json", "--output", "masks"])
    var expected: [[Data]] = []
    for processes in [1, 3, 6] {
      let segmented = try Self.run(processes, ["segment"] + images + model, in: folder.url)
      // The first process alone speaks, and one image fails.
      #expect(segmented.status != 0, "\(segmented.messages)")
      #expect(segmented.output.components(separatedBy: "3 masks of 3 clusters").count == 2, "\(segmented.output)")
      #expect(segmented.messages.components(separatedBy: "1 of 4 images could not").count == 2)
      let commands = [
        ["evaluate", "masks", "labels", "--exclude", "cut.png", "--json", "scores.json", "--per-image", "images.csv"],
        ["areas", "masks", "--csv", "areas.csv"], ["polygons", "masks", "--output", "map.geojson", "--overwrite"],
      ]
      for command in commands {
        let outcome = try Self.run(processes, command, in: folder.url)
        #expect(outcome.status == 0, "\(command[0]) as \(processes): \(outcome.messages)")
      }
      let files = ["summary.json", "scores.json", "images.csv", "areas.csv", "map.geojson"]
      let masks = folder.files(below: "masks").map { "masks/\($0)" }
      expected.append(try (files + masks).map { try folder.data($0) })
      #expect(folder.files().count { $0.hasSuffix(".geojson") } == 1)
      try FileManager.default.removeItem(at: folder.url.appending(path: "masks"))
    }
    #expect(expected[1] == expected[0] && expected[2] == expected[0])
    let both = try Self.run(2, ["segment"] + images + model + ["--shard", "1/2"], in: folder.url)
    #expect(both.status != 0 && both.messages.contains("leave out --shard"), "\(both.messages)")
  }

  @Test(.enabled(if: lacks == nil, lacks ?? "")) func processesGroupImagesWithATrainedModel() throws {
    let folder = try MergeCommandTests.grouped()
    var outputs: [String] = []
    for processes in [1, 4] {
      let outcome = try Self.run(
        processes, ["group", "images", "--model", "run", "--output", "out", "--overwrite", "--link"], in: folder.url)
      #expect(outcome.status == 0, "\(outcome.messages)")
      let table = String(decoding: try folder.data("out/groups.csv"), as: UTF8.self)
      outputs.append(outcome.output + table + folder.files(below: "out").joined(separator: " "))
    }
    #expect(outputs[0] == outputs[1])
    let training = try Self.run(2, ["group", "images", "--output", "new"], in: folder.url)
    #expect(training.status != 0 && training.messages.contains("group works in one process"), "\(training.messages)")
  }

  @Test(.enabled(if: lacks != nil, "this build has MPI")) func aBuildWithoutMPISaysSo() throws {
    let folder = try TemporaryFolder()
    let outcome = try TesseraCommand.run(
      ["-c", "OMPI_COMM_WORLD_SIZE=2 exec \"$0\" presets", TesseraCommand.executable.path],
      of: URL(filePath: "/bin/sh"), in: folder.url)
    #expect(outcome.status != 0 && outcome.messages.contains("built without MPI"), "\(outcome.messages)")
  }
}
