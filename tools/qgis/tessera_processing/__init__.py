"""A QGIS plugin that adds the algorithms of Tessera to Processing."""


def classFactory(iface):
    from .plugin import TesseraPlugin

    return TesseraPlugin()
