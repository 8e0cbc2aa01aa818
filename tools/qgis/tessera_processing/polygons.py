import pathlib

from qgis.core import (
    QgsCategorizedSymbolRenderer, QgsFillSymbol, QgsProcessingParameterFile, QgsProcessingParameterVectorDestination,
    QgsProcessing, QgsRendererCategory, QgsVectorLayer)

from .base import TesseraAlgorithm
from .regions import add_regions, region_options


class Polygons(TesseraAlgorithm):
    verb = "polygons"
    title = "Polygons of masks"
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
        lines = self.tessera([self.one_image(parameters, context)], {
            "--output": output, **region_options(self, parameters, context),
            "--simplify": self.number(parameters, "SIMPLIFY", context, whole=False),
            "--probabilities": self.parameterAsString(parameters, "PROBABILITIES", context),
        }, parameters, context, feedback)
        if lines is None:
            return {}
        write_style(output)
        return {"OUTPUT": output}


def write_style(path):
    """Writes a style beside the polygons, which QGIS loads together with them: a colour for each class."""
    layer = QgsVectorLayer(str(path), "polygons", "ogr")
    classes = {feature["class"]: (feature["name"], feature["colour"]) for feature in layer.getFeatures()}
    categories = []
    for value, (name, colour) in sorted(classes.items()):
        style = {"outline_color": "#202020", "outline_width": "0.2"}
        symbol = QgsFillSymbol.createSimple({**style, "color": colour} if colour else style)
        categories.append(QgsRendererCategory(value, symbol, name or str(value)))
    layer.setRenderer(QgsCategorizedSymbolRenderer("class", categories))
    layer.saveNamedStyle(str(pathlib.Path(path).with_suffix(".qml")))
