"""Mean and largest value of one grey image, as a table. Needs nothing but Python 3.

    python3 measure.py IMAGE FOLDER

The image is a TIFF without compression, or a PGM (P5). For your own work take scikit-image, tifffile or cellpose here:
the words of the command stay the same.
"""

import csv
import struct
import sys
from pathlib import Path


def read_pgm(data):
    fields, at = [], 0
    while len(fields) < 4:
        end = at
        while not data[end : end + 1].isspace():
            end += 1
        fields.append(data[at:end])
        at = end + 1
    width, height, largest = (int(field) for field in fields[1:])
    return unpack(data[at:], width * height, 1 if largest < 256 else 2, ">")


def read_tiff(data):
    order = "<" if data[:2] == b"II" else ">"
    (at,) = struct.unpack_from(order + "I", data, 4)
    (count,) = struct.unpack_from(order + "H", data, at)
    tags = {}
    for i in range(count):
        tag, kind, length = struct.unpack_from(order + "HHI", data, at + 2 + 12 * i)
        size = {3: "H", 4: "I"}.get(kind)
        if size is None:
            continue
        place = at + 10 + 12 * i
        if struct.calcsize(size) * length > 4:
            (place,) = struct.unpack_from(order + "I", data, place)
        tags[tag] = struct.unpack_from(f"{order}{length}{size}", data, place)
    if tags.get(259, (1,))[0] != 1:
        sys.exit("the image is compressed: save it without compression")
    strips = zip(tags[273], tags[279])
    pixels = b"".join(data[start : start + length] for start, length in strips)
    return unpack(pixels, tags[256][0] * tags[257][0], tags[258][0] // 8, order)


def unpack(data, count, size, order):
    return struct.unpack_from(f"{order}{count}{'BH'[size - 1]}", data)


def main(image, folder):
    data = Path(image).read_bytes()
    values = read_pgm(data) if data[:2] == b"P5" else read_tiff(data)
    with open(Path(folder) / "measure.csv", "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["Pixels", "Mean", "Max"])
        table.writerow([len(values), f"{sum(values) / len(values):.3f}", max(values)])
    print(f"{image}: {len(values)} pixels")


if __name__ == "__main__":
    main(*sys.argv[1:])
