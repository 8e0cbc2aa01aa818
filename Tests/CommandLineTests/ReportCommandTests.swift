import Foundation
import TesseraKit
import TestSupport
import Testing

struct ReportCommandTests {
  /// Three images of different sizes; `bad` is worst, and one name holds what means something in HTML.
  static func small() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    func add(_ name: String, _ width: Int, mask: [UInt16], label: [UInt16]) throws {
      let height = mask.count / width
      let photo = [UInt8](repeating: 200, count: mask.count * 3)
      try folder.addImage("images/\(name).png", Raster(width: width, height: height, bands: 3, values: photo))
      try folder.addLabels("masks/\(name).png", LabelMap(width: width, height: height, values: mask))
      try folder.addLabels("labels/\(name).png", LabelMap(width: width, height: height, values: label))
    }
    try add("good", 20, mask: .init(repeating: 0, count: 400), label: .init(repeating: 1, count: 400))
    try add("part/bad", 10, mask: .init(repeating: 1, count: 150), label: .init(repeating: 1, count: 150))
    let mixed = [UInt16](repeating: 1, count: 200)
    try add(
      "<b>&\"quoted\" ü", 10, mask: mixed, label: .init(repeating: 0, count: 180) + .init(repeating: 255, count: 20))
    try add("dot", 1, mask: [0], label: [1])
    return folder
  }

  private static func page(_ folder: TemporaryFolder, _ arguments: String...) throws -> String {
    let outcome = try TesseraCommand.run(["report"] + arguments + ["--output", "report.html"], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    return try String(decoding: folder.data("report.html"), as: UTF8.self)
  }

  /// The texts between `start` and `end`, in order.
  private static func parts(_ page: String, _ start: String, _ end: String) -> [String] {
    page.components(separatedBy: start).dropFirst().compactMap { $0.components(separatedBy: end).first }
  }

  @Test func showsScoresAndTheWorstImagesFirst() throws {
    let folder = try Self.small()
    let page = try Self.page(folder, "masks", "--images", "images", "--labels", "labels")
    // 400 + 180 + 1 of 731 pixels are right.
    #expect(page.contains("<dt>Overall accuracy</dt><dd>0.795</dd>"))
    let names = Self.parts(page, "<article", "</article>").compactMap { Self.parts($0, "<h3>", "</h3>").first }
    #expect(names == ["part/bad", "&lt;b&gt;&amp;&quot;quoted&quot; ü", "dot", "good"])
    #expect(
      Self.parts(page, "class=\"layer errors\" src=\"", "\"").allSatisfy { $0.hasPrefix("data:image/png;base64,") })
    #expect(Self.parts(page, "class=\"layer errors\" src=\"", "\"").count == 4)
    #expect(Self.parts(page, "class=\"base\"", ">").count == 4)
  }

  @Test func isCompleteInItself() throws {
    let folder = try Self.small()
    let page = try Self.page(folder, "masks", "--images", "images", "--labels", "labels", "--title", "</title><i>")
    for reference in Self.parts(page, " src=\"", "\"") + Self.parts(page, " href=\"", "\"") {
      #expect(reference.hasPrefix("data:") || reference.hasPrefix("#"), "\(reference.prefix(40))")
    }
    #expect(!page.contains("@import") && !page.contains("url("))
    #expect(!page.contains("http://") && !page.contains("https://"))
    #expect(!page.contains("<i>") && page.contains("&lt;/title&gt;&lt;i&gt;"))
    #expect(!page.contains("{{"))
  }

  @Test func picturesAreWhatTheySay() throws {
    let folder = try Self.small()
    let page = try Self.page(folder, "masks", "--images", "images", "--labels", "labels")
    let errors = try #require(
      Self.parts(page, "class=\"layer errors\" src=\"data:image/png;base64,", "\"").dropFirst().first)
    let map = try LabelMap(bytes: Array(#require(Data(base64Encoded: errors))), name: "errors")
    #expect(map.values == .init(repeating: 0, count: 180) + .init(repeating: 2, count: 20))
    let photo = try #require(Self.parts(page, "src=\"data:image/jpeg;base64,", "\"").first)
    let image = try Raster(bytes: Array(#require(Data(base64Encoded: photo))), name: "photo")
    #expect(image.width == 10 && image.height == 15)
  }

  @Test func severalRunsLieSideBySide() throws {
    let folder = try Self.small()
    try folder.addLabels(
      "other/masks/good.png", LabelMap(width: 20, height: 20, values: .init(repeating: 0, count: 400)))
    try folder.addLabels(
      "again/masks/good.png", LabelMap(width: 20, height: 20, values: .init(repeating: 3, count: 400)))
    let page = try Self.page(folder, "masks", "other", "again/masks", "--labels", "labels", "--match", "many-to-one")
    #expect(page.contains("3 runs") && page.contains("again/masks"))
    let card = try #require(Self.parts(page, "<article", "</article>").first { $0.contains("<h3>good</h3>") })
    #expect(Self.parts(card, "<figure>", "</figure>").count == 3)
    // The label is in the page once.
    #expect(Self.parts(card, "class=\"layer label\" id=", ">").count == 1)
    #expect(Self.parts(card, "class=\"layer label\" data-like=", ">").count == 2)
    #expect(page.contains("--images FOLDER"))
  }

  @Test func aRunShowsItsTrainingAndItsOwnScores() throws {
    let folder = try TemporaryFolder()
    try folder.add("images/a.png", fixture: "textures/images/texture0.png")
    try folder.add("labels/a.png", fixture: "textures/labels/texture0.png")
    let run = try TesseraCommand.run(
      ["run", "images", "--output", "out", "--labels", "labels", "--steps", "3"] + RunCommandTests.quick, in: folder.url
    )
    #expect(run.status == 0, "\(run.messages)")
    let page = try Self.page(folder, "out")
    #expect(page.contains("<svg class=\"chart\"") && page.contains("3 steps in"))
    #expect(page.contains("<dt>Mean IoU</dt>"))
    #expect(page.contains("cropSize: 32"))
    let training = try TesseraCommand.run("report", "out/model", "--output", "training.html", in: folder.url)
    #expect(training.status == 0, "\(training.messages)")
    #expect(try !String(decoding: folder.data("training.html"), as: UTF8.self).contains("id=\"gallery\""))
  }

  @Test func aHundredImagesStayBelowTwentyMegabytes() throws {
    let folder = try TemporaryFolder()
    // Noise is the worst there is to compress.
    var state: UInt64 = 1
    func noise(_ count: Int) -> [UInt8] {
      (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 56)
      }
    }
    let image = Raster(width: 480, height: 400, bands: 3, values: noise(576_000))
    let mask = LabelMap(width: 480, height: 400, values: noise(192_000).map { UInt16($0 % 8) })
    try folder.addImage("images/0.png", image)
    try folder.addLabels("masks/0.png", mask)
    try folder.addLabels("labels/0.png", mask)
    for index in 1..<100 {
      for (kind, name) in [("images", "0.png"), ("masks", "0.png"), ("labels", "0.png")] {
        try FileManager.default.createSymbolicLink(
          at: folder.url.appending(path: "\(kind)/\(index).png"),
          withDestinationURL: folder.url.appending(path: "\(kind)/\(name)"))
      }
    }
    let page = try Self.page(folder, "masks", "--images", "images", "--labels", "labels")
    #expect(page.utf8.count < 20_000_000)
    #expect(Self.parts(page, "<article", "</article>").count == 100)
  }

  @Test func whatCannotBeUsedIsListedAndTheRestShown() throws {
    let folder = try Self.small()
    try folder.add("images/good.png", Data("no image".utf8))
    try folder.addLabels("labels/dot.png", LabelMap(width: 2, height: 1, values: [0, 0]))
    let outcome = try TesseraCommand.run(
      "report", "masks", "--images", "images", "--labels", "labels", "--output", "report.html", in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("images/good.png") && outcome.messages.contains("labels/dot.png"))
    let page = try String(decoding: folder.data("report.html"), as: UTF8.self)
    #expect(page.contains("Files that could not be used"))
    #expect(Self.parts(page, "<article", "</article>").count == 4)
  }

  @Test func nothingToShowIsAnError() throws {
    let folder = try Self.small()
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "empty"), withIntermediateDirectories: true)
    let empty = try TesseraCommand.run("report", "empty", "--output", "report.html", in: folder.url)
    #expect(empty.status == 1 && empty.messages.contains("no PNG or JPEG images found"))
    let missing = try TesseraCommand.run("report", "nowhere", "--output", "report.html", in: folder.url)
    #expect(missing.status == 1 && missing.messages.contains("nowhere: there is no such file or folder"))
    try folder.addLabels("others/x.png", LabelMap(width: 1, height: 1, values: [0]))
    let strangers = try TesseraCommand.run(
      "report", "masks", "--labels", "others", "--output", "report.html", in: folder.url)
    #expect(strangers.status == 1 && strangers.messages.contains("has a partner"))
    #expect(!folder.files().contains("report.html"))
    try folder.add("report.html", Data("mine".utf8))
    let kept = try TesseraCommand.run("report", "masks", "--output", "report.html", in: folder.url)
    #expect(kept.status == 1 && kept.messages.contains("--overwrite"))
    #expect(try folder.data("report.html") == Data("mine".utf8))
  }

  @Test func filesOfADataSetPairByTheirScenes() throws {
    let folder = try TemporaryFolder()
    let potsdam = Fixtures.url("datasets/potsdam").path
    // Masks of two kinds of images of one scene: those of the first run name the scene.
    for (kind, run) in [("4_Ortho_RGBIR/top_potsdam_2_10_RGBIR", "a"), ("2_Ortho_RGB/top_potsdam_2_10_RGB", "b")] {
      let info = try RasterFile.info(of: URL(filePath: "\(potsdam)/\(kind).png"))
      let name = URL(filePath: kind).lastPathComponent
      try folder.addLabels(
        "\(run)/\(name).png",
        LabelMap(width: info.width, height: info.height, values: .init(repeating: 2, count: info.width * info.height)))
    }
    let labels = "5_Labels_for_participants_no_Boundary"
    let page = try Self.page(
      folder, "a", "b", "--images", "\(potsdam)/4_Ortho_RGBIR", "--labels", "\(potsdam)/\(labels)", "--dataset",
      "potsdam")
    let cards = Self.parts(page, "<article", "</article>")
    #expect(cards.count == 1)
    #expect(Self.parts(cards.first ?? "", "<figure>", "</figure>").count == 2)
    #expect(Self.parts(cards.first ?? "", "class=\"layer errors\"", ">").count == 2)
    #expect(Self.parts(cards.first ?? "", "class=\"base\" id=", ">").count == 1)
    let outcome = try TesseraCommand.run(
      "overlay", "\(potsdam)/2_Ortho_RGB/top_potsdam_2_10_RGB.png", "b", "--output", "out", "--side-by-side",
      "--labels",
      "\(potsdam)/\(labels)", "--dataset", "potsdam", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(folder.files(below: "out") == ["legend.svg", "top_potsdam_2_10_RGB.png"])
  }
}
