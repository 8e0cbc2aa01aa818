/// What a program does with the package: train, segment, evaluate, paint, and all of it in one run.
///
/// ```swift
/// let tiles = try ImageFolder(["tiles"])
/// var configuration = Preset.aerial.configuration
/// configuration.method.classes = 5
/// configuration.optimization.steps = 50
/// let model = try Tessera.train(on: tiles, configuration, into: RunFolder(URL(filePath: "run"))).model
/// try Tessera.segment(tiles, with: Segmenter(model), into: URL(filePath: "masks"))
/// print(try Tessera.evaluate(masks: "masks", labels: "labels").scores.table)
/// ```
public enum Tessera {}
