"""The peer of `benchmark data`: training images prepared with OpenCV and NumPy in one thread.

Reads a JSON task and then pieces of work ("decode", "recipe", "cached") from standard input, a line each; answers with
the version of OpenCV and then with the processor seconds each took. Decoded images keep OpenCV's BGR until the end.
"""
import json
import math
import random
import sys
import time

import cv2
import numpy as np

GREY = (114, 114, 114)
REDUCED = {
    1: cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}


def load(image):
    """The image with its long side resized to the network's; a JPEG is decoded at 1/2, 1/4 or 1/8 where that suffices."""
    reduction = 1
    while reduction < 8 and image["path"].endswith(".jpg") and image["side"] >= 2 * reduction * SIZE:
        reduction *= 2
    pixels = cv2.imread(image["path"], REDUCED[reduction])
    scale = SIZE / max(pixels.shape[:2])
    if scale != 1:
        width, height = round(pixels.shape[1] * scale), round(pixels.shape[0] * scale)
        pixels = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    return pixels


def cached(image):
    path = image["path"]
    if path not in CACHE:
        CACHE[path] = load(image)
    return CACHE[path]


def labelled(image):
    """Pixels, and rows of class, x1, y1, x2, y2 in pixels."""
    pixels = load(image) if CACHE is None else cached(image)
    height, width = pixels.shape[:2]
    boxes = np.array(image["boxes"], np.float32).reshape(-1, 4) * (width, height, width, height)
    half = boxes[:, 2:] / 2
    classes = np.array(image["classes"], np.float32)[:, None]
    return pixels, np.concatenate((classes, boxes[:, :2] - half, boxes[:, :2] + half), 1)


def place(canvas, pixels, labels, x, y):
    side = canvas.shape[0]
    left, top = max(x, 0), max(y, 0)
    right, bottom = min(x + pixels.shape[1], side), min(y + pixels.shape[0], side)
    canvas[top:bottom, left:right] = pixels[top - y : bottom - y, left - x : right - x]
    labels[:, 1:] = np.clip(labels[:, 1:] + (x, y, x, y), 0, side)
    return labels


def letterbox(image):
    pixels, labels = labelled(image)
    canvas = np.full((SIZE, SIZE, 3), 114, np.uint8)
    x, y = (SIZE - pixels.shape[1]) // 2, (SIZE - pixels.shape[0]) // 2
    return warp(canvas, place(canvas, pixels, labels, x, y))


def mosaic(image):
    y, x = (int(random.uniform(SIZE / 2, 1.5 * SIZE)) for _ in range(2))
    four = [image] + random.choices(IMAGES, k=3)
    random.shuffle(four)
    canvas = np.full((2 * SIZE, 2 * SIZE, 3), 114, np.uint8)
    rows = []
    for i, each in enumerate(four):
        pixels, labels = labelled(each)
        left = x - pixels.shape[1] if i % 2 == 0 else x
        top = y - pixels.shape[0] if i < 2 else y
        rows.append(place(canvas, pixels, labels, left, top))
    return warp(canvas, np.concatenate(rows))


def around(middle, reach):
    return random.uniform(middle - reach, middle + reach)


def warp(canvas, labels):
    side = canvas.shape[0]
    centre, perspective, shear, translation = (np.eye(3) for _ in range(4))
    centre[:2, 2] = -side / 2
    perspective[2, :2] = around(0, RECIPE["perspective"]), around(0, RECIPE["perspective"])
    scale = around(1, RECIPE["scale"])
    rotation = np.vstack((cv2.getRotationMatrix2D((0, 0), around(0, RECIPE["degrees"]), scale), (0, 0, 1)))
    shear[0, 1] = math.tan(math.radians(around(0, RECIPE["shear"])))
    shear[1, 0] = math.tan(math.radians(around(0, RECIPE["shear"])))
    translation[:2, 2] = around(0.5, RECIPE["translate"]) * SIZE, around(0.5, RECIPE["translate"]) * SIZE
    matrix = translation @ shear @ rotation @ perspective @ centre
    if RECIPE["perspective"]:
        pixels = cv2.warpPerspective(canvas, matrix, (SIZE, SIZE), borderValue=GREY)
    else:
        pixels = cv2.warpAffine(canvas, matrix[:2], (SIZE, SIZE), borderValue=GREY)
    corners = np.ones((len(labels) * 4, 3))
    corners[:, :2] = labels[:, [1, 2, 3, 4, 1, 4, 3, 2]].reshape(-1, 2)
    corners = corners @ matrix.T
    corners = (corners[:, :2] / corners[:, 2:]).reshape(-1, 4, 2)
    boxes = np.clip(np.concatenate((corners.min(1), corners.max(1)), 1), 0, SIZE)
    w, h = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    before = (labels[:, 3] - labels[:, 1]) * (labels[:, 4] - labels[:, 2]) * scale * scale
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = (w > 2) & (h > 2) & (w * h / (before + 1e-16) > 0.1) & (np.maximum(w / h, h / w) < 100)
    return pixels, np.concatenate((labels[kept, :1], boxes[kept]), 1)


def rare_filters(pixels):
    if random.random() < RECIPE["blur"]:
        pixels = cv2.blur(pixels, (random.choice((3, 5, 7)),) * 2)
    if random.random() < RECIPE["medianBlur"]:
        pixels = cv2.medianBlur(pixels, random.choice((3, 5, 7)))
    if random.random() < RECIPE["grey"]:
        pixels = cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    if random.random() < RECIPE["clahe"]:
        lab = cv2.cvtColor(pixels, cv2.COLOR_BGR2LAB)
        lab[:, :, 0] = cv2.createCLAHE(random.uniform(1, 4), (8, 8)).apply(lab[:, :, 0])
        pixels = cv2.cvtColor(lab, cv2.COLOR_LAB2BGR)
    return pixels


def hsv_gains(pixels):
    levels = np.arange(256)
    hue, saturation, value = cv2.split(cv2.cvtColor(pixels, cv2.COLOR_BGR2HSV))
    hue = cv2.LUT(hue, (levels * around(1, RECIPE["hsvHue"]) % 180).astype(np.uint8))
    saturation = cv2.LUT(saturation, np.clip(levels * around(1, RECIPE["hsvSaturation"]), 0, 255).astype(np.uint8))
    value = cv2.LUT(value, np.clip(levels * around(1, RECIPE["hsvValue"]), 0, 255).astype(np.uint8))
    return cv2.cvtColor(cv2.merge((hue, saturation, value)), cv2.COLOR_HSV2BGR)


def sample(image):
    """RGB pixels, and rows of class, centre x, centre y, width, height, normalised."""
    if random.random() < RECIPE["mosaic"]:
        pixels, labels = mosaic(image)
        if random.random() < RECIPE["mixup"]:
            other, more = mosaic(random.choice(IMAGES))
            weight = np.random.beta(32, 32)
            pixels = cv2.addWeighted(pixels, weight, other, 1 - weight, 0)
            labels = np.concatenate((labels, more))
    else:
        pixels, labels = letterbox(image)
    pixels = hsv_gains(rare_filters(pixels))
    boxes = np.clip(labels[:, 1:], 0, SIZE - 1e-3) / SIZE
    rows = np.concatenate((labels[:, :1], (boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]), 1)
    if random.random() < RECIPE["flipVertical"]:
        pixels = cv2.flip(pixels, 0)
        rows[:, 2] = 1 - rows[:, 2]
    if random.random() < RECIPE["flipHorizontal"]:
        pixels = cv2.flip(pixels, 1)
        rows[:, 1] = 1 - rows[:, 1]
    return cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), rows.astype(np.float32)


cv2.setNumThreads(1)
print("answer", cv2.__version__, flush=True)
TASK = json.loads(sys.stdin.readline())
SIZE, IMAGES, RECIPE = TASK["size"], TASK["images"], TASK["recipe"]
random.seed(TASK["seed"])
CACHE = None
np.random.seed(TASK["seed"] % 2**32)
for line in sys.stdin:
    work = load if line.strip() == "decode" else sample
    CACHE = CACHE or {} if line.strip() == "cached" else None
    start = time.process_time()
    for each in IMAGES:
        work(each)
    print("answer", time.process_time() - start, flush=True)
