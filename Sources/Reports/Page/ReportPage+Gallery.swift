import Basics
import Datasets
import Imaging
import Segmentation

extension ReportPage {
  /// Images with their masks, labels and errors, and the controls to look through them.
  var gallerySection: Section? {
    guard !report.gallery.isEmpty else { return nil }
    let shown = report.gallery.count
    var note = shown < report.images ? "\(shown) of \(Self.count(report.images, "image"))" : Self.count(shown, "image")
    if isOrdered && shown > 1 { note += ", worst first" + (shown < report.images ? "; the others are better" : "") }
    let places = Dictionary(
      uniqueKeysWithValues: report.gallery.map(\.name).sorted().enumerated().map { ($0.element, $0.offset) })
    let cards = report.gallery.enumerated().map { index, entry in
      card(entry, index: index, place: places[entry.name] ?? index)
    }
    let width = 18 * min(3, max(1, report.runs.count))
    // A tiny picture is enlarged just enough to be seen.
    let widest = max(128, report.gallery.map(\.width).max() ?? 0)
    return Section(
      id: "gallery", title: "Gallery",
      body: """
        <p class="note">\(note).\(missing)</p>
        \(controls)
        \(key)
        <div class="cards" style="--card:min(\(width)rem, \(widest * max(1, report.runs.count))px);--view:\(widest)px;--views:\(max(1, report.runs.count))">
        \(cards.joined(separator: "\n"))
        </div>
        <dialog aria-labelledby="enlarged"><header><h2 id="enlarged"></h2><div>
        <button class="plain" value="-1" aria-label="Previous image">←</button>
        <button class="plain" value="1" aria-label="Next image">→</button>
        <button class="plain" value="close">Close</button></div></header><div class="views"></div></dialog>
        """, isLong: true)
  }

  private var has: (images: Bool, labels: Bool, errors: Bool) {
    (
      report.gallery.contains { $0.image != nil }, report.gallery.contains { $0.label != nil },
      report.gallery.contains { $0.views.contains { $0.errors != nil } }
    )
  }

  /// Whether images have scores of their own.
  private var isOrdered: Bool { report.gallery.contains { $0.accuracy != nil } }

  private var missing: String {
    guard !has.images else { return "" }
    guard let hint = hints.images else { return " The images beneath the masks are not here." }
    return " Add <code>\(Markup.escape(hint))</code> to see the images beneath the masks."
  }

  private var controls: String {
    let layers: [(value: String, name: String, isThere: Bool)] = [
      ("image", "Image", has.images), ("mask", "Mask", true), ("label", "Label", has.labels),
      ("errors", "Errors", has.errors),
    ]
    let radios = layers.filter(\.isThere).map { layer in
      """
      <label><input type="radio" name="layer" value="\(layer.value)"\(layer.value == "mask" ? " checked" : "")>\
      \(layer.name)</label>
      """
    }
    let order =
      isOrdered && report.gallery.count > 1
      ? """
      <p class="order"><label>Order <select id="sort"><option value="worst">worst first</option>\
      <option value="best">best first</option><option value="name">by name</option></select></label></p>
      """ : ""
    let keys =
      (radios.count > 1 ? "<kbd>1</kbd>–<kbd>\(radios.count)</kbd> switch, " : "")
      + (has.images ? "<kbd>+</kbd> <kbd>−</kbd> set the opacity, " : "")
    return """
      \(order)
      <div class="controls"\(has.images || radios.count > 1 ? "" : " hidden")>
      <fieldset><legend>What lies over the images</legend>\(radios.joined(separator: "\n"))</fieldset>
      <label\(has.images ? "" : " hidden")>Opacity <input id="opacity" type="range" min="0" max="100" step="5" value="60"><output for="opacity">60%\
      </output></label>
      </div>
      <p class="note keys"><kbd>Enter</kbd> enlarges, <kbd>←</kbd> <kbd>→</kbd> go from image to image, \
      \(keys)<kbd>Esc</kbd> closes.</p>
      """
  }

  /// The key of the colours.
  private var key: String {
    var items: [String] = []
    if let legend = report.runs.first(where: { $0.legend.naming != nil })?.legend {
      let none = UInt16(legend.naming?.classes.count ?? 0)
      let isMet = report.runs.contains { run in
        run.scores != nil && run.clusterPixels.indices.contains { run.legend.table?[UInt16($0)] == none }
      }
      items = legend.entries(met: isMet ? [none] : []).map { Self.named(Markup.escape($0.name), $0.colour.hexString) }
    } else {
      let count = report.runs.map(\.clusterPixels.count).max() ?? 0
      items = MaskLegend.clusters.entries(met: Set((0..<count).map { UInt16($0) })).map {
        Self.named(Markup.escape($0.name), $0.colour.hexString)
      }
    }
    var lists = "<ul class=\"key\">\(items.map { "<li>\($0)</li>" }.joined(separator: "\n"))</ul>"
    if has.errors {
      let errors = [("right", "right"), ("wrong", "wrong"), ("ignored", "not scored")].map { name, text in
        "<li>\(Self.named(text, "var(--\(name))"))</li>"
      }
      lists += "<ul class=\"key\"><li>Errors:</li>\(errors.joined(separator: "\n"))</ul>"
    }
    return lists
  }

  private func card(_ entry: Report.Entry, index: Int, place: Int) -> String {
    let views = entry.views.indices.map { run in view(entry, index: index, run: run) }
    // An image without a score comes last in either order.
    let score = entry.accuracy.map { NumberText.decimal($0, 6) } ?? "2"
    return """
      <article class="card" data-score="\(score)" data-place="\(place)"><h3>\(Markup.escape(entry.name))</h3>
      <div class="views">\(views.joined(separator: "\n"))</div></article>
      """
  }

  private func view(_ entry: Report.Entry, index: Int, run: Int) -> String {
    let view = entry.views[run]
    let name = Markup.escape(entry.name)
    /// The picture; for other runs than the first, a reference to the picture of the first.
    func shared(_ uri: String?, as name: String, kind: String, alternative: String) -> String {
      guard let uri else { return "" }
      let source = run == 0 ? "id=\"\(name)-\(index)\" src=\"\(uri)\"" : "data-like=\"\(name)-\(index)\""
      return Self.picture(source, kind: kind, alternative: alternative, entry)
    }
    var pictures = shared(entry.image, as: "image", kind: "base", alternative: name)
    if let mask = view.mask {
      pictures += Self.picture("src=\"\(mask)\"", kind: "layer mask", alternative: "mask of \(name)", entry)
    }
    pictures += shared(entry.label, as: "label", kind: "layer label", alternative: "label of \(name)")
    if let errors = view.errors {
      pictures += Self.picture("src=\"\(errors)\"", kind: "layer errors", alternative: "errors of \(name)", entry)
    }
    let runName = report.runs.count > 1 ? self.name(ofRun: run) : ""
    let accuracy = view.accuracy.map { "<span>\(Self.percent($0)) right</span>" } ?? ""
    let caption =
      runName.isEmpty && accuracy.isEmpty ? "" : "<figcaption><span>\(runName)</span>\(accuracy)</figcaption>"
    return """
      <figure><button type="button" class="view" aria-label="Enlarge \(name)">\(pictures)\
      <span class="none">nothing here</span></button>\(caption)</figure>
      """
  }

  private static func picture(_ source: String, kind: String, alternative: String, _ entry: Report.Entry) -> String {
    "<img class=\"\(kind)\" \(source) width=\"\(entry.width)\" height=\"\(entry.height)\" alt=\"\(alternative)\" decoding=\"async\">"
  }
}
