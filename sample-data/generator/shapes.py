"""Curves and areas from a few hand-placed points: plain geometry, no names and no files.

Coordinates are EPSG:4490 degrees, (longitude, latitude), rounded to 7 decimals (about 1 cm). Distances
are metres from the usual series for the length of a degree, good to 0.1 % between 24 and 27 north.
Everything random comes from a generator seeded with the object's own name, so one object can be
changed without moving any other.
"""

import math
import random

M_LAT = 110_780.0


def rng(*name):
    """A random generator that depends on `name` only."""
    return random.Random("shuijie/" + "/".join(str(part) for part in name))


def rounded(point):
    return (round(point[0], 7), round(point[1], 7))


def m_lon(latitude):
    """Metres per degree of longitude."""
    phi = math.radians(latitude)
    return 111_412.84 * math.cos(phi) - 93.5 * math.cos(3 * phi)


def distance_m(a, b):
    return math.hypot((a[0] - b[0]) * m_lon((a[1] + b[1]) / 2), (a[1] - b[1]) * M_LAT)


def moved(point, east_m, north_m):
    return (point[0] + east_m / m_lon(point[1]), point[1] + north_m / M_LAT)


def length_m(line):
    return sum(distance_m(a, b) for a, b in zip(line, line[1:]))


def normal(a, b):
    """Unit vector (east, north) to the left of the way from a to b."""
    dx, dy = (b[0] - a[0]) * m_lon(a[1]), (b[1] - a[1]) * M_LAT
    size = math.hypot(dx, dy) or 1.0
    return (-dy / size, dx / size)


def signed_area_m2(ring):
    return 0.5 * m_lon(ring[0][1]) * M_LAT * sum(
        (a[0] - ring[0][0]) * (b[1] - ring[0][1]) - (b[0] - ring[0][0]) * (a[1] - ring[0][1])
        for a, b in zip(ring, ring[1:])
    )


def closed(points):
    """The ring as GeoJSON wants an exterior: counter-clockwise, first point repeated."""
    ring = [rounded(p) for p in points]
    ring = [p for i, p in enumerate(ring) if p != ring[i - 1]]
    ring.append(ring[0])
    return ring if signed_area_m2(ring) > 0 else ring[::-1]


def spline(points, per_leg, loop=False):
    """Centripetal-like Catmull-Rom through `points`; passes through every one of them."""
    count = len(points)
    out = []
    for i in range(count if loop else count - 1):
        if loop:
            p0, p1, p2, p3 = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        else:
            p1, p2 = points[i], points[i + 1]
            p0 = points[i - 1] if i > 0 else p1
            p3 = points[i + 2] if i + 2 < count else p2
        for step in range(per_leg):
            t = step / per_leg
            out.append(tuple(
                0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t
                       + (3 * b - a - 3 * c + d) * t ** 3)
                for a, b, c, d in zip(p0, p1, p2, p3)
            ))
    if not loop:
        out.append(points[-1])
    return out


def waves(generator, periods):
    """A smooth function of [0, 1] with the given numbers of periods, amplitude near 1."""
    parts = [(n, generator.uniform(0, 2 * math.pi), generator.uniform(0.6, 1.0)) for n in periods]
    scale = sum(weight for _, _, weight in parts)
    return lambda t: sum(w * math.sin(2 * math.pi * n * t + phase) for n, phase, w in parts) / scale


def meander(name, points, vertices, swing_m):
    """A river through `points`: bends of some kilometres, on them bends of some hundred metres, and
    the two ends kept."""
    points = crumpled(f"river {name}", points[0], points[-1], points[1:-1], rough=0.15, leg_m=4200)
    per_leg = max(3, round(vertices / (len(points) - 1)))
    line = spline(points, per_leg)
    total_km = length_m(line) / 1000
    swing = waves(rng("river", name), [total_km / 3.1, total_km / 1.9, total_km / 1.3])
    out = []
    for i, point in enumerate(line):
        t = i / (len(line) - 1)
        fade = min(1.0, 12 * t, 12 * (1 - t))
        left = normal(line[max(0, i - 1)], line[min(len(line) - 1, i + 1)])
        shift = fade * swing_m * swing(t)
        out.append(rounded(moved(point, left[0] * shift, left[1] * shift)))
    return out


def crumpled(name, a, b, via=(), rough=0.15, leg_m=1500):
    """A natural-looking line from a to b through `via`, by midpoint displacement until no leg is
    longer than `leg_m`."""
    generator = rng("border", name)
    line = [a, *via, b]
    while max(distance_m(p, q) for p, q in zip(line, line[1:])) >= leg_m:
        finer = [line[0]]
        for p, q in zip(line, line[1:]):
            leg = distance_m(p, q)
            if leg >= leg_m:
                left = normal(p, q)
                shift = max(-0.22, min(0.22, generator.gauss(0, rough))) * leg
                middle = ((p[0] + q[0]) / 2, (p[1] + q[1]) / 2)
                finer.append(moved(middle, left[0] * shift, left[1] * shift))
            finer.append(q)
        line = finer
    return [rounded(p) for p in line]


def shore(name, points, per_leg, rough_m):
    """A closed shore through `points` with small bays."""
    ring = spline(points, per_leg, loop=True)
    generator = rng("shore", name)
    count = len(ring)
    bays = waves(generator, [count // 9, count // 5, count // 3])
    out = []
    for i, point in enumerate(ring):
        left = normal(ring[i - 1], ring[(i + 1) % count])
        shift = rough_m * bays(i / count)
        out.append(moved(point, left[0] * shift, left[1] * shift))
    return closed(out)


def star(centre, radius_of, vertices):
    """The area around `centre` whose radius in metres at an angle is `radius_of(angle)`."""
    return closed(
        moved(centre, radius * math.cos(angle), radius * math.sin(angle))
        for angle, radius in (
            (angle, radius_of(angle))
            for angle in (2 * math.pi * i / vertices for i in range(vertices))
        )
    )


def reservoir_radius(name, long_m, short_m, axis_deg, arms=()):
    """Radius of a valley reservoir: an ellipse with bays and, at the angles of `arms`, flooded side
    valleys `(degrees, length factor)`."""
    ripple = waves(rng("reservoir", name), [3, 5, 9, 14, 21])
    axis = math.radians(axis_deg)

    def radius(angle):
        turn = angle - axis
        base = long_m * short_m / math.hypot(short_m * math.cos(turn), long_m * math.sin(turn))
        for degrees, factor in arms:
            off = math.remainder(angle - math.radians(degrees), 2 * math.pi)
            base += factor * short_m * math.exp(-((off / 0.17) ** 2))
        return base * (1 + 0.10 * ripple(angle / (2 * math.pi)))

    return radius


def belt_radius(name, inner, add_m, rough=0.25):
    """A radius outside `inner` by about `add_m` metres: hills make it uneven, but it never gets
    nearer to the inner area than half of `add_m`."""
    ripple = waves(rng("belt", name), [2, 3, 5, 8])

    def smooth(angle):
        steps = [inner(angle + k * 0.06) for k in range(-3, 4)]
        return max(inner(angle), sum(steps) / len(steps))

    return lambda angle: smooth(angle) + add_m * (1 + 2 * rough * ripple(angle / (2 * math.pi)))


def ragged(name, points, leg_m=1200, rough=0.13):
    """A closed border through `points`, crumpled between them."""
    loop = [*points, points[0]]
    line = []
    for i, (a, b) in enumerate(zip(loop, loop[1:])):
        line.extend(crumpled(f"{name} {i}", a, b, (), rough, leg_m)[:-1])
    return closed(line)


def offset_ring(ring, out_m, every=1):
    """The ring moved outwards by `out_m(t)` metres, t in [0, 1) along it. Only for smooth rings and
    distances below their radius of curvature."""
    points = ring[:-1][::every]
    count = len(points)
    out = []
    for i, point in enumerate(points):
        left = normal(points[i - 3], points[(i + 3) % count])
        distance = out_m(i / count)
        out.append(moved(point, -left[0] * distance, -left[1] * distance))
    return closed(out)


def band(line, half_width_m, every=4):
    """The belt on both sides of a gently bending line."""
    points = line[::every] if (len(line) - 1) % every == 0 else [*line[::every], line[-1]]
    left_side, right_side = [], []
    for i, point in enumerate(points):
        left = normal(points[max(0, i - 2)], points[min(len(points) - 1, i + 2)])
        left_side.append(moved(point, left[0] * half_width_m, left[1] * half_width_m))
        right_side.append(moved(point, -left[0] * half_width_m, -left[1] * half_width_m))
    return closed([*left_side, *reversed(right_side)])


def inside(point, ring):
    """Even-odd test, straight edges in degrees."""
    x, y = point
    odd = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            odd = not odd
    return odd


def covers(rings, point):
    """Whether the polygon (exterior, then holes) covers the point."""
    return inside(point, rings[0]) and not any(inside(point, hole) for hole in rings[1:])


def centre_of(ring):
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    return ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)


def nearest_index(points, target):
    return min(range(len(points)), key=lambda i: distance_m(points[i], target))


def random_inside(generator, rings, avoid=()):
    """A point inside the polygon and outside every polygon of `avoid`."""
    xs, ys = [p[0] for p in rings[0]], [p[1] for p in rings[0]]
    while True:
        point = rounded((generator.uniform(min(xs), max(xs)), generator.uniform(min(ys), max(ys))))
        if covers(rings, point) and not any(covers(other, point) for other in avoid):
            return point
