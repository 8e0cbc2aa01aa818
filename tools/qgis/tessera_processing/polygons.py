import pathlib

from qgis.core import (
    QgsCategorizedSymbolRenderer, QgsFillSymbol, QgsProcessing, QgsProcessingParameterFile,
    QgsProcessingParameterVectorDestination, QgsRendererCategory, QgsVectorLayer)

from .base import TesseraAlgorithm
from .names import is_free, with_names
from .regions import add_regions, region_options


class Polygons(TesseraAlgorithm):
    verb = "polygons"
    title = "Polygons of masks"
    stage = "tracing"
    help = (
        "Writes the regions of masks as polygons with the fields class, name, colour, image, area_m2 and perimeter_m, and a "
        "QGIS style of the colours beside them.\n"
        "Every build of Tessera writes GeoJSON. GeoPackage and Shapefile need a build with GDAL.")

    def initAlgorithm(self, configuration=None):
        self.add_images("masks", several=False)
        add_regions(self)
        self.add_number("SIMPLIFY", "Simplify borders, in units of the map", 0, whole=False)
        self.addParameter(QgsProcessingParameterFile(
            "PROBABILITIES", "Folder of probabilities of the same images", behavior=QgsProcessingParameterFile.Folder,
            optional=True))
        self.add_more()
        self.addParameter(QgsProcessingParameterVectorDestination(
            "OUTPUT", "Polygons", QgsProcessing.TypeVectorPolygon))

    def processAlgorithm(self, parameters, context, feedback):
        output = self.parameterAsOutputLayer(parameters, "OUTPUT", context)
        lines = self.tessera([with_names(self.one_image(parameters, context))], {
            "--output": output, **region_options(self, parameters, context),
            "--simplify": self.number(parameters, "SIMPLIFY", context, whole=False),
            "--probabilities": self.parameterAsString(parameters, "PROBABILITIES", context),
        }, parameters, context, feedback)
        if lines is None:
            return {}
        style = pathlib.Path(output).with_suffix(".qml")
        if is_free(style, "renderer-v2"):
            write_style(output, style)
        else:
            feedback.pushWarning(f"{style}: is the style of another layer; polygons of another name would get a style")
        return {"OUTPUT": output}


def write_style(path, style):
    """Writes a style beside the polygons, which QGIS loads together with them: a colour for each class."""
    layer = QgsVectorLayer(str(path), "polygons", "ogr")
    classes = {feature["class"]: (feature["name"], feature["colour"]) for feature in layer.getFeatures()}
    categories = []
    for value, (name, colour) in sorted(classes.items()):
        look = {"outline_color": "#202020", "outline_width": "0.2"}
        symbol = QgsFillSymbol.createSimple({**look, "color": colour} if colour else look)
        categories.append(QgsRendererCategory(value, symbol, name or str(value)))
    layer.setRenderer(QgsCategorizedSymbolRenderer("class", categories))
    layer.saveNamedStyle(str(style))
