#!/usr/bin/python3
"""Writes fixtures/rasters: small rasters of the kinds that GDAL reads. Needs Debian's python3-gdal.

The samples follow a formula, so that tests know them: band b at column x and row y has 17 x + 31 y + 101 b, modulo what the
type holds.
"""
import pathlib

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
FOLDER = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "rasters"
WIDTH, HEIGHT = 40, 30


def samples(bands, modulus):
    y, x, b = np.meshgrid(range(HEIGHT), range(WIDTH), range(bands), indexing="ij")
    return (17 * x + 31 * y + 101 * b) % modulus


def write(name, values, kind, options=(), driver="GTiff", place=True, prepare=lambda dataset: None):
    height, width, bands = values.shape
    dataset = gdal.GetDriverByName("MEM").Create("", width, height, bands, kind)
    if place:
        system = osr.SpatialReference()
        system.ImportFromEPSG(32633)
        dataset.SetProjection(system.ExportToWkt())
        dataset.SetGeoTransform([500000, 10, 0, 5800000, 0, -10])
    for band in range(bands):
        dataset.GetRasterBand(band + 1).WriteArray(values[:, :, band])
    prepare(dataset)
    gdal.GetDriverByName(driver).CreateCopy(str(FOLDER / name), dataset, options=list(options))


def describe(names):
    def prepare(dataset):
        for band, name in enumerate(names):
            dataset.GetRasterBand(band + 1).SetDescription(name)
            dataset.GetRasterBand(band + 1).SetColorInterpretation(gdal.GCI_Undefined)
    return prepare


def no_data(value):
    def prepare(dataset):
        for band in range(dataset.RasterCount):
            dataset.GetRasterBand(band + 1).SetNoDataValue(value)
    return prepare


def scaled(dataset):
    dataset.GetRasterBand(1).SetScale(0.5)
    dataset.GetRasterBand(1).SetOffset(-3)


def coloured(dataset):
    table = gdal.ColorTable()
    for index in range(256):
        table.SetColorEntry(index, (index, 255 - index, index // 2, 255))
    dataset.GetRasterBand(1).SetRasterColorTable(table)


def transparent(dataset):
    for band, meaning in enumerate([gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand, gdal.GCI_AlphaBand]):
        dataset.GetRasterBand(band + 1).SetColorInterpretation(meaning)


def main():
    FOLDER.mkdir(exist_ok=True)
    tiled = ["TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=16", "COMPRESS=DEFLATE"]
    names = ["B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B11", "B12"]
    write("ten-bands.tif", samples(10, 4001), gdal.GDT_UInt16, tiled, prepare=describe(names))
    write("rgb.tif", samples(3, 256), gdal.GDT_Byte, tiled)
    write("rgb.png", samples(3, 256), gdal.GDT_Byte, driver="PNG", place=False)
    write("rgb.jp2", samples(3, 256), gdal.GDT_Byte, ["REVERSIBLE=YES", "QUALITY=100"], "JP2OpenJPEG")
    write("four-bands.tif", samples(4, 256), gdal.GDT_Byte, ["PHOTOMETRIC=RGB", "ALPHA=NO"], prepare=describe([""] * 4))
    alpha = samples(4, 256)
    alpha[:, :, 3] = np.where(alpha[:, :, 0] < 40, 0, 255)
    write("alpha.tif", alpha, gdal.GDT_Byte, prepare=transparent)
    heights = (samples(1, 1000) / 10 - 20).astype(np.float32)
    heights[3, :7] = -9999
    heights[5, 5] = np.nan
    write("heights.tif", heights, gdal.GDT_Float32, prepare=no_data(-9999))
    write("signed.tif", samples(1, 500) - 250, gdal.GDT_Int16)
    write("scaled.tif", samples(1, 256), gdal.GDT_Byte, prepare=scaled)
    write("palette.tif", samples(1, 200), gdal.GDT_Byte, prepare=coloured)
    write("bits.tif", samples(1, 2), gdal.GDT_Byte, ["NBITS=1"])
    write("zero-is-none.tif", samples(3, 64) * (samples(1, 5) > 0), gdal.GDT_Byte, prepare=no_data(0))
    left, right = samples(3, 256)[:, :24], samples(3, 256)[:, 24:]
    for name, part, start in [("left.tif", left, 0), ("right.tif", right, 24)]:
        write(name, part, gdal.GDT_Byte, tiled, prepare=lambda dataset: dataset.SetGeoTransform(
            [500000 + 10 * start, 10, 0, 5800000, 0, -10]))
    gdal.BuildVRT(str(FOLDER / "mosaic.vrt"), [str(FOLDER / "left.tif"), str(FOLDER / "right.tif")])
    text = (FOLDER / "mosaic.vrt").read_text()
    (FOLDER / "remote.vrt").write_text(
        text.replace('relativeToVRT="1">left.tif', 'relativeToVRT="0">/vsicurl/http://127.0.0.1:9/left.tif'))
    (FOLDER / "huge.vrt").write_text(
        '<VRTDataset rasterXSize="1000000" rasterYSize="1000000"><VRTRasterBand dataType="Byte" band="1"/></VRTDataset>')


if __name__ == "__main__":
    main()
