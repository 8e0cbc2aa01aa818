/// What a program does with the package: train, segment and evaluate.
///
/// ```swift
/// import TesseraKit
///
/// let tiles = try ImageFolder(["tiles"])
/// var configuration = Preset.aerial.configuration
/// configuration.method.classes = 5
/// let model = try Tessera.train(on: tiles, configuration, into: RunFolder(URL(filePath: "run"))).model
/// try Tessera.segment(tiles, with: Segmenter(model), into: URL(filePath: "masks"))
/// let scores = try Tessera.evaluate(masks: "masks", labels: "labels").scores
/// print(scores.table)
/// ```
public enum Tessera {}
