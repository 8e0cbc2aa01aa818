import Foundation
import TesseraKit
import TestSupport
import Testing

/// The page for naming in a real browser.
@Suite(
  .enabled(if: Browser.executable != nil, "Chromium is not installed; `apt-get install chromium` lets these tests run"),
  .serialized)
struct PageBrowserTests {
  private static func opened(
    _ page: String = "page.html", width: Int = 1400, height: Int = 900, isDark: Bool = false
  ) throws -> (folder: TemporaryFolder, browser: Browser) {
    let folder = try PageCommandTests.prepared.get()
    let browser = try Browser(width: width, height: height, isDark: isDark)
    try browser.load(folder.url.appending(path: page).absoluteString)
    return (folder, browser)
  }

  private static func json(_ browser: Browser) throws -> String {
    try #require(try browser.evaluate("tesseraPage.json()") as? String)
  }

  /// The place in the window of a pixel of a picture that belongs to a cluster; scrolls to it.
  private static func place(of cluster: Int, _ browser: Browser) throws -> SIMD2<Double>? {
    let found =
      try browser.evaluate(
        """
        (() => {
          const number = tesseraPage.pieces.findIndex((piece) => piece.labels.includes(\(cluster)));
          if (number < 0) return null;
          const piece = tesseraPage.pieces[number];
          const stage = document.querySelectorAll('#pictures .stage')[number];
          stage.scrollIntoView({ block: 'center', behavior: 'instant' });
          const box = stage.getBoundingClientRect();
          const at = piece.labels.indexOf(\(cluster));
          const [x, y] = [at % piece.width, Math.floor(at / piece.width)];
          return [box.left + (x + 0.5) / piece.width * box.width, box.top + (y + 0.5) / piece.height * box.height];
        })()
        """) as? [Double]
    return found.map { SIMD2($0[0], $0[1]) }
  }

  /// Presses “Save” and gives the file.
  private static func saved(_ browser: Browser) throws -> String {
    try browser.evaluate("window.delivered = []; tesseraPage.deliver = (name, text) => delivered.push(name, text)")
    try browser.evaluate("document.getElementById('save').click()")
    let delivered = try #require(try browser.evaluate("delivered") as? [String])
    #expect(delivered.count == 2 && delivered[0] == "names.json")
    return delivered[1]
  }

  @Test func clustersAreNamedUndoneAndSaved() throws {
    let (folder, browser) = try Self.opened()
    let first = try Self.json(browser)
    var clicks = 0
    var shown: [Int] = []
    for cluster in 0..<8 {
      guard let place = try Self.place(of: cluster, browser) else { continue }
      shown.append(cluster)
      if cluster % 3 == 0 { continue }
      // The first class is the current one from the start, and goes to the first clusters.
      try browser.press("\(cluster % 3 + 1)")
      try browser.drag([place])
      clicks += 1
    }
    #expect(clicks > 0 && clicks <= 8)
    let named = try Self.json(browser)
    let text = try Self.saved(browser)
    #expect(text == named && text != first)
    try folder.add("clicked.json", Data(text.utf8))
    let naming = try Naming(contentsOf: folder.url.appending(path: "clicked.json"))
    #expect(naming.classes.map(\.name) == ["stripes", "dots & <checks>", "rest"])
    #expect(naming.classes.map(\.values) == [[1], [0], [2]] && naming.rule == nil)
    for cluster in 0..<8 {
      let isNamed = shown.contains(cluster) && cluster % 3 != 0
      #expect(naming.classOfCluster[cluster] == (isNamed ? cluster % 3 : nil))
    }

    for _ in 0..<clicks { try browser.press("z", withControl: true) }
    #expect(try Self.json(browser) == first)
    #expect(try browser.evaluate("document.getElementById('undo').disabled") as? Bool == true)
    for _ in 0..<clicks { try browser.press("Z", withControl: true, withShift: true) }
    #expect(try Self.json(browser) == named)
    try browser.evaluate("document.getElementById('anew').click()")
    #expect(try Self.json(browser) == first)
    try browser.press("z", withControl: true)
    #expect(try Self.json(browser) == named)

    // Images that are not on the page get the classes that the naming gives their clusters.
    try folder.addImage(
      "unseen/a.png",
      Raster(contentsOf: Fixtures.url("textures/images/texture3.png")).cropped(x: 5, y: 7, width: 70, height: 50))
    var masks: [Data] = []
    for option in ["--names", "--matching"] {
      let outcome = try PageCommandTests.run(
        ["segment", "unseen", "--model", "run", "--output", "unseen\(option)", option, "clicked.json"]
          + (option == "--matching" ? ["--head", "overclustering"] : []), folder)
      #expect(outcome.status == 0, "\(outcome.messages)")
      masks.append(try folder.data("unseen\(option)/a.png"))
    }
    #expect(masks[0] == masks[1])
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
    #expect(browser.requests.count == 1, "\(browser.requests)")
  }

  @Test func twoDozenClustersAreNamedWithAClickEach() throws {
    let folder = try PageCommandTests.prepared.get()
    let trained = try PageCommandTests.run(
      ["train", "images", "--output", "many", "--steps", "4", "--overclusters", "24"] + RunCommandTests.quick, folder)
    #expect(trained.status == 0, "\(trained.messages)")
    let page = try PageCommandTests.page(
      folder, "--classes-file", "classes.yaml", model: "many", output: "many.html")
    #expect(page.status == 0, "\(page.messages)")
    let (_, browser) = try Self.opened("many.html")
    let first = try Self.json(browser)
    var clicks = 0
    for cluster in 0..<24 {
      guard let place = try Self.place(of: cluster, browser) else { continue }
      if clicks == 0 { try browser.press("3") }
      try browser.drag([place])
      clicks += 1
    }
    #expect(clicks > 2 && clicks <= 24)
    let naming = try JSONDecoder().decode(Naming.self, from: Data(try Self.json(browser).utf8))
    #expect(naming.classOfCluster.count == 24 && naming.clusters(showing: 2).count == clicks)
    for _ in 0..<clicks { try browser.press("z", withControl: true) }
    #expect(try Self.json(browser) == first)
  }

  @Test func workIsKeptUntilOneStartsAnew() throws {
    let (folder, browser) = try Self.opened()
    try browser.evaluate("tesseraPage.store.assign([1, 2], 1)")
    let named = try Self.json(browser)
    try browser.load(folder.url.appending(path: "page.html").absoluteString + "?again")
    #expect(try Self.json(browser) == named)
    #expect(
      try browser.evaluate("document.getElementById('status').textContent.includes('from before')") as? Bool == true)
    try browser.evaluate("localStorage.clear()")
  }

  @Test func aDragNamesSeveralClustersInOneStep() throws {
    let (folder, browser) = try Self.opened()
    let first = try Self.json(browser)
    let box = try #require(
      try browser.evaluate(
        """
        (() => {
          const box = document.querySelector('#pictures .stage').getBoundingClientRect();
          return [box.left, box.top, box.width, box.height];
        })()
        """) as? [Double])
    let places = (0..<40).map { SIMD2(box[0] + box[2] * (Double($0) + 0.5) / 40, box[1] + box[3] * 0.5) }
    try browser.drag(places)
    let count = try #require(
      try browser.evaluate("tesseraPage.store.now.classOf.filter((number) => number === 0).length") as? Int)
    #expect(count > 1)
    try browser.press("z", withControl: true)
    #expect(try Self.json(browser) == first)
    #expect(folder.files().contains("page.html"))
  }

  @Test func groupsAreNamedAndSplit() throws {
    let (_, browser) = try Self.opened()
    try browser.evaluate(
      "document.getElementById('groups').value = 3; document.getElementById('groups').dispatchEvent(new Event('input'))"
    )
    #expect(try browser.evaluate("document.querySelectorAll('#list .row').length") as? Int == 3)
    let split =
      "[...document.querySelectorAll('#list button')].find((button) => button.textContent === 'Split').click()"
    try browser.evaluate(split)
    #expect(try browser.evaluate("document.querySelectorAll('#list .row').length") as? Int == 4)
    let group = "tesseraPage.view.cut.map((id) => tesseraPage.tree.nodes[id].clusters).find((all) => all.length > 1)"
    let clusters = try #require(try browser.evaluate(group) as? [Int])
    try browser.evaluate(
      """
      [...document.querySelectorAll('#list .row')]
        .find((row) => row.querySelector('.name').textContent === 'Group of \(clusters.map(String.init).joined(separator: ", "))')
        .parentElement.querySelector('.buttons button').click()
      """)
    let naming = try JSONDecoder().decode(Naming.self, from: Data(Self.json(browser).utf8))
    #expect(naming.classes.count == 4 && naming.clusters(showing: 3) == clusters)
    // Its value is none that another class has.
    #expect(naming.classes[3].values == [3])
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test func scribblesTeachAMapAndAreReadBack() throws {
    let (folder, browser) = try Self.opened()
    try browser.press("s")
    let boxes = try #require(
      try browser.evaluate(
        """
        (() => {
          const box = document.querySelector('#pictures .stage').getBoundingClientRect();
          return [box.left, box.top, box.width, box.height];
        })()
        """) as? [Double])
    func place(_ x: Double, _ y: Double) -> SIMD2<Double> { SIMD2(boxes[0] + boxes[2] * x, boxes[1] + boxes[3] * y) }
    try browser.drag([place(0.1, 0.1), place(0.2, 0.15), place(0.3, 0.1)])
    try browser.press("2")
    try browser.drag([place(0.7, 0.8), place(0.8, 0.9)])
    try browser.press("e")
    try browser.drag([place(0.9, 0.05)])
    #expect(try browser.becomesTrue("tesseraPage.learner.isReady && tesseraPage.view.map === 'taught'"))
    // The taught map agrees with what has taught it.
    let taught = "tesseraPage.learner.map(0).labels"
    let size = try #require(
      try browser.evaluate("[tesseraPage.pieces[0].width, tesseraPage.pieces[0].height]") as? [Int])
    func label(_ x: Double, _ y: Double) throws -> Int? {
      let at = Int(y * Double(size[1])) * size[0] + Int(x * Double(size[0]))
      return try browser.evaluate("\(taught)[\(at)]") as? Int
    }
    #expect(try label(0.2, 0.14) == 0 && label(0.75, 0.85) == 1)

    let text = try Self.saved(browser)
    try folder.add("scribbled.json", Data(text.utf8))
    let scribbles = try Scribbles(contentsOf: folder.url.appending(path: "scribbled.json"))
    #expect(scribbles.strokes.map(\.classNumber) == [0, 1, nil])
    // Which image comes first depends on the clusters.
    let image = try #require(scribbles.strokes.first?.image)
    #expect(["part/0.png", "part/1.png"].contains(image))
    #expect(scribbles.strokes.allSatisfy { $0.width == 96 && $0.height == 96 && $0.image == image })
    let labels = try #require(scribbles.labels(of: image, width: 96, height: 96))
    #expect(labels[19, 13] == 0 && labels[72, 81] == 1 && labels[48, 48] == Label.none)

    let again = try PageCommandTests.page(folder, "--names", "scribbled.json", output: "scribbled.html")
    #expect(again.status == 0, "\(again.messages)")
    try browser.load(folder.url.appending(path: "scribbled.html").absoluteString)
    #expect(try Self.json(browser) == text)
    #expect(try browser.becomesTrue("tesseraPage.learner.isReady"))
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test func theBrowserAndTheCommandTeachTheSameFromScribbles() throws {
    let (folder, browser) = try Self.opened()
    // A stroke within each class of each picture, as someone who knows the classes would paint it.
    let count = try #require(try browser.evaluate("tesseraPage.pieces.length") as? Int)
    let images = try #require(try browser.evaluate("tesseraPage.pieces.map((piece) => piece.image)") as? [String])
    try browser.press("s")
    for number in 0..<count {
      let labels = try LabelMap(contentsOf: folder.url.appending(path: "labels/\(images[number])"))
      let boxes = try #require(
        try browser.evaluate(
          """
          (() => {
            const stage = document.querySelectorAll('#pictures .stage')[\(number)];
            stage.scrollIntoView({ block: 'center', behavior: 'instant' });
            const box = stage.getBoundingClientRect();
            return [box.left, box.top, box.width, box.height];
          })()
          """) as? [Double])
      func place(_ x: Int, _ y: Int) -> SIMD2<Double> {
        SIMD2(boxes[0] + boxes[2] * (Double(x) + 0.5) / 96, boxes[1] + boxes[3] * (Double(y) + 0.5) / 96)
      }
      // The classes of the file are stripes (1), dots (0) and rest (2).
      for (key, value) in [(1, 1), (2, 0), (3, 2)] as [(Int, UInt16)] {
        let inside = (0..<96 * 96).first { at in
          let (x, y) = (at % 96, at / 96)
          return x >= 8 && x < 76 && y >= 8 && y < 88
            && (y - 8...y + 7).allSatisfy { row in (x - 8...x + 19).allSatisfy { labels[$0, row] == value } }
        }
        guard let at = inside else { continue }
        try browser.press("\(key)")
        try browser.drag([place(at % 96, at / 96), place(at % 96 + 12, at / 96)])
      }
    }
    #expect(try browser.becomesTrue("tesseraPage.learner.isReady && tesseraPage.view.map === 'taught'"))
    try folder.add("agree.json", Data(try Self.saved(browser).utf8))
    let taught = try PageCommandTests.run(
      ["teach", "images", "agree.json", "--model", "run", "--output", "agree", "--smoothing", "0"], folder)
    #expect(taught.status == 0, "\(taught.messages)")
    let masks = try PageCommandTests.run(["segment", "images", "--model", "agree", "--output", "agreed"], folder)
    #expect(masks.status == 0, "\(masks.messages)")
    var (same, all) = (0, 0)
    for number in 0..<count {
      let shown = try #require(
        try browser.evaluate("Array.from(tesseraPage.learner.map(\(number)).labels)") as? [Int])
      let size = try #require(
        try browser.evaluate("[tesseraPage.pieces[\(number)].width, tesseraPage.pieces[\(number)].height]") as? [Int])
      let mask = try LabelMap(contentsOf: folder.url.appending(path: "agreed/\(images[number])"))
      for (at, label) in shown.enumerated() {
        let (x, y) = (at % size[0] * mask.width / size[0], at / size[0] * mask.height / size[1])
        same += Int(mask[x, y]) == label ? 1 : 0
        all += 1
      }
    }
    #expect(all > 0 && Double(same) >= 0.9 * Double(all), "\(same) of \(all)")
  }

  @Test func classesAreAddedRenamedRecolouredAndDeleted() throws {
    let (_, browser) = try Self.opened()
    func names() throws -> [String]? {
      try browser.evaluate("tesseraPage.store.now.classes.map((c) => c.name)") as? [String]
    }
    try browser.evaluate("document.getElementById('new-name').focus()")
    for key in ["w", "1"] { try browser.press(key) }
    try browser.press("Enter")
    #expect(try names() == ["stripes", "dots & <checks>", "rest", "w1"])
    // A name that another class has is not taken.
    func type(_ name: String) throws {
      try browser.evaluate(
        """
        (() => {
          const input = document.querySelector('#classes li[data-number="3"] input[type=text]');
          input.value = '\(name)';
          input.dispatchEvent(new Event('change'));
        })()
        """)
    }
    try type("rest")
    #expect(try names()?.last == "w1")
    try type("water")
    #expect(try names()?.last == "water")
    try browser.evaluate(
      """
      (() => {
        const input = document.querySelector('#classes li[data-number="0"] input[type=color]');
        input.value = '#abcdef';
        input.dispatchEvent(new Event('change'));
      })()
      """)
    #expect(try browser.evaluate("tesseraPage.store.now.classes[0].colours") as? [String] == ["#abcdef"])
    try browser.evaluate("tesseraPage.store.assign([4], 3)")
    try browser.evaluate("document.querySelector('#classes li[data-number=\"1\"] .remove').click()")
    #expect(try names() == ["stripes", "rest", "water"])
    #expect(try browser.evaluate("tesseraPage.store.now.classOf[4]") as? Int == 2)
    for _ in 0..<5 { try browser.evaluate("tesseraPage.store.undo()") }
    #expect(try names() == ["stripes", "dots & <checks>", "rest"])
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test func everythingWorksByKeyboard() throws {
    let (_, browser) = try Self.opened()
    try browser.evaluate("document.querySelector('#list .row').focus()")
    try browser.press("ArrowDown")
    try browser.press("3")
    try browser.press("Enter")
    #expect(try browser.evaluate("tesseraPage.store.now.classOf.filter((number) => number === 2).length") as? Int == 1)
    try browser.evaluate("document.querySelector('#pictures .stage').focus()")
    for key in ["ArrowRight", "ArrowDown", "2", "Enter"] { try browser.press(key) }
    #expect(try browser.evaluate("tesseraPage.store.now.classOf.includes(1)") as? Bool == true)
    try browser.press("i")
    #expect(
      try browser.evaluate("document.querySelector('#pictures .world').classList.contains('zoomed')") as? Bool == true)
    try browser.press("s")
    try browser.press("Enter")
    #expect(try browser.evaluate("tesseraPage.store.now.scribbles.length") as? Int == 1)
    try browser.press("v")
    #expect(try browser.evaluate("document.body.dataset.map") as? String == "classes")
    let unnamed =
      "[...document.querySelectorAll('button, input, [tabindex=\"0\"]')].filter((element) => "
      + "!(element.textContent.trim() || element.getAttribute('aria-label') || element.labels?.length))"
      + ".map((element) => element.outerHTML)"
    #expect(try browser.evaluate(unnamed) as? [String] == [])
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test(arguments: [320, 360, 700, 1000])
  func thePageIsNoWiderThanItsWindow(_ width: Int) throws {
    let (_, browser) = try Self.opened(width: width, height: 700)
    try browser.evaluate("document.getElementById('help-button').click()")
    let overflow = try browser.evaluate("document.documentElement.scrollWidth - window.innerWidth") as? Int
    #expect(try #require(overflow) <= 0)
  }

  @Test(arguments: [false, true])
  func colourSchemesAreFollowedAndReadable(_ isDark: Bool) throws {
    let (_, browser) = try Self.opened(isDark: isDark)
    let (paper, contrasts) = try browser.contrasts(of: ["h1", ".progress", ".facts", "#list-note"])
    #expect((paper < 0.1) == isDark)
    #expect(contrasts.allSatisfy { $0 >= 4.5 }, "\(contrasts)")
  }
}
