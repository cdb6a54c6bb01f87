// The map's drawing: fills with hatches, strokes of constant width, point symbols.
// All colours are straight sRGB; results are premultiplied. Distances in fragments are physical pixels.

struct Globals {
    // Size of the picture in pixels, pixels per logical pixel, size factor of point symbols.
    size_ppp_marker: vec4<f32>,
    // Where the hatch pattern is anchored, in pixels.
    anchor: vec4<f32>,
}

struct Placement {
    // Pixel position of the chunk's origin, pixels per metre, where the layer starts in the slots.
    shift_scale: vec4<f32>,
}

// Texels of one row of styles; see `Row` in rows.rs. What lines have follows what outlines have.
const TEXELS: u32 = 16u;
const FILL: u32 = 0u;
const HATCH: u32 = 1u;
const HATCH_SHAPE: u32 = 2u;
const OUTLINE: u32 = 3u;
const LINE: u32 = 4u;
const WIDTHS: u32 = 5u;
const OUTLINE_DASH: u32 = 6u;
const LINE_DASH: u32 = 7u;
const MARKER_FILL: u32 = 8u;
const MARKER_RIM: u32 = 9u;
const OUTLINE_CASING: u32 = 10u;
const LINE_CASING: u32 = 11u;
const OUTLINE_CASING_DASH: u32 = 12u;
const LINE_CASING_DASH: u32 = 13u;
const CASING_WIDTHS: u32 = 14u;
const SYMBOLS: u32 = 15u;

// Features per line of their texture, and which bits of flags are the feature.
const WIDTH: u32 = 2048u;
const FEATURE: u32 = 0x0FFFFFFFu;

@group(0) @binding(0) var<uniform> globals: Globals;
@group(0) @binding(1) var styles: texture_2d<f32>;
@group(0) @binding(2) var slots: texture_2d<u32>;
@group(1) @binding(0) var<uniform> placement: Placement;

// The row of styles of a feature of this chunk's layer.
fn row_of(feature: u32) -> u32 {
    let place = feature + u32(placement.shift_scale.w);
    return textureLoad(slots, vec2<u32>(place % WIDTH, place / WIDTH), 0).r;
}

fn style(row: u32, texel: u32) -> vec4<f32> {
    return textureLoad(styles, vec2<u32>(texel, row), 0);
}

// Out of sight: all corners of what is not drawn fall together.
const NOWHERE: vec4<f32> = vec4<f32>(2.0, 2.0, 2.0, 1.0);

fn to_pixels(at: vec2<f32>) -> vec2<f32> {
    return placement.shift_scale.xy + vec2<f32>(at.x, -at.y) * placement.shift_scale.z;
}

fn to_clip(pixels: vec2<f32>) -> vec4<f32> {
    let unit = pixels / globals.size_ppp_marker.xy;
    return vec4<f32>(unit.x * 2.0 - 1.0, 1.0 - unit.y * 2.0, 0.0, 1.0);
}

fn premultiplied(color: vec4<f32>, coverage: f32) -> vec4<f32> {
    let alpha = color.a * coverage;
    return vec4<f32>(color.rgb * alpha, alpha);
}

fn over(top: vec4<f32>, bottom: vec4<f32>) -> vec4<f32> {
    return top + bottom * (1.0 - top.a);
}

// Tables are read once per corner: in fragments that is slow without a graphics card.

// ---- Fills ----

struct PlainOut {
    @builtin(position) position: vec4<f32>,
    @location(0) @interpolate(flat) fill: vec4<f32>,
}

// For layers without any hatch: without a graphics card, fragments are what a picture costs.
@vertex
fn plain_vertex(@location(0) at: vec2<f32>, @location(1) feature: u32) -> PlainOut {
    var out: PlainOut;
    out.position = to_clip(to_pixels(at));
    out.fill = premultiplied(style(row_of(feature), FILL), 1.0);
    return out;
}

@fragment
fn plain_fragment(in: PlainOut) -> @location(0) vec4<f32> {
    return in.fill;
}

struct FillOut {
    @builtin(position) position: vec4<f32>,
    @location(0) @interpolate(flat) fill: vec4<f32>,
    @location(1) @interpolate(flat) hatch: vec4<f32>,
    // Across the two families of lines, both divided by the distance from line to line.
    @location(2) @interpolate(flat) across: vec4<f32>,
    // That distance, how far from its middle a line or dot reaches, 1 for dots.
    @location(3) @interpolate(flat) shape: vec3<f32>,
}

@vertex
fn fill_vertex(@location(0) at: vec2<f32>, @location(1) feature: u32) -> FillOut {
    let row = row_of(feature);
    let ppp = globals.size_ppp_marker.z;
    let shape = style(row, HATCH_SHAPE);
    let pattern = u32(shape.x + 0.5);
    var spacing = max(shape.y * ppp, 1.0);
    let rising = vec2<f32>(0.70710678, 0.70710678);
    let falling = vec2<f32>(0.70710678, -0.70710678);
    let level = vec2<f32>(0.0, 1.0);
    let upright = vec2<f32>(1.0, 0.0);
    var across: vec4<f32>;
    var dots = 0.0;
    switch pattern {
        case 1u: { across = vec4<f32>(rising, rising); }
        case 2u: { across = vec4<f32>(falling, falling); }
        case 3u: { across = vec4<f32>(rising, falling); }
        case 4u: { across = vec4<f32>(level, level); }
        case 5u: { across = vec4<f32>(upright, upright); }
        case 6u: { across = vec4<f32>(upright, level); }
        default: {
            // Dots in rows shifted by half are where the lines of a denser, crossed pattern meet.
            across = vec4<f32>(rising, falling);
            spacing *= 0.70710678;
            dots = 1.0;
        }
    }
    var out: FillOut;
    out.position = to_clip(to_pixels(at));
    out.fill = premultiplied(style(row, FILL), 1.0);
    out.hatch = select(vec4<f32>(), premultiplied(style(row, HATCH), 1.0), pattern > 0u);
    out.across = across / spacing;
    out.shape = vec3<f32>(spacing, shape.z * ppp * 0.5 + 0.5, dots);
    return out;
}

@fragment
fn fill_fragment(in: FillOut) -> @location(0) vec4<f32> {
    let p = in.position.xy - globals.anchor.xy;
    let lines = vec2<f32>(dot(p, in.across.xy), dot(p, in.across.zw));
    let off = abs(lines - round(lines));
    let distance = select(min(off.x, off.y), length(off), in.shape.z > 0.0) * in.shape.x;
    let coverage = clamp(in.shape.y - distance, 0.0, 1.0);
    return over(in.hatch * coverage, in.fill);
}

// ---- Strokes ----

struct StrokeOut {
    @builtin(position) position: vec4<f32>,
    // Across and along the line in pixels, and its width.
    @location(0) across_along: vec2<f32>,
    @location(1) @interpolate(flat) color: vec4<f32>,
    @location(2) @interpolate(flat) dash: vec4<f32>,
    // Width in pixels, and how often the dashes come round in a pixel.
    @location(3) @interpolate(flat) width: vec2<f32>,
}

struct Pen {
    color: vec4<f32>,
    dash: vec4<f32>,
}

// `flags`: feature in the low 28 bits, bit 30 = outline, bit 31 = left side. `widths`: of outline and
// line, and how far lines are moved. A table is read once, wherever it can be: that is most of a corner.
fn stroke(at: vec2<f32>, normal: vec2<f32>, along: f32, flags: u32, widths: vec4<f32>, pen: Pen) -> StrokeOut {
    var out: StrokeOut;
    let ppp = globals.size_ppp_marker.z;
    out.color = pen.color;
    out.dash = pen.dash * ppp;
    let total = out.dash.x + out.dash.y + out.dash.z + out.dash.w;
    let is_outline = (flags & 0x40000000u) != 0u;
    let width = select(widths.y, widths.x, is_outline) * ppp;
    out.width = vec2<f32>(width, select(0.0, 1.0 / total, total > 0.0));
    let side = select(-1.0, 1.0, (flags & 0x80000000u) != 0u);
    let reach = side * (width * 0.5 + 0.5);
    let offset = select(widths.z * ppp, 0.0, is_outline);
    let direction = vec2<f32>(normal.x, -normal.y) * 4.0;
    out.position = to_clip(to_pixels(at) + direction * (reach + offset));
    if width <= 0.0 || pen.color.a <= 0.0 {
        out.position = NOWHERE;
    }
    out.across_along = vec2<f32>(reach, along * placement.shift_scale.z);
    return out;
}

@vertex
fn stroke_vertex(
    @location(0) at: vec2<f32>,
    @location(1) normal: vec2<f32>,
    @location(2) along: f32,
    @location(3) flags: u32,
) -> StrokeOut {
    let row = row_of(flags & FEATURE);
    let own = select(1u, 0u, (flags & 0x40000000u) != 0u);
    let pen = Pen(style(row, OUTLINE + own), style(row, OUTLINE_DASH + own));
    return stroke(at, normal, along, flags, style(row, WIDTHS), pen);
}

// What lies beneath the strokes.
@vertex
fn casing_vertex(
    @location(0) at: vec2<f32>,
    @location(1) normal: vec2<f32>,
    @location(2) along: f32,
    @location(3) flags: u32,
) -> StrokeOut {
    let row = row_of(flags & FEATURE);
    let own = select(1u, 0u, (flags & 0x40000000u) != 0u);
    let pen = Pen(style(row, OUTLINE_CASING + own), style(row, OUTLINE_CASING_DASH + own));
    return stroke(at, normal, along, flags, style(row, CASING_WIDTHS), pen);
}

// `dash` in pixels, `rate` as often as it comes round in one.
fn dash_coverage(along: f32, dash: vec4<f32>, rate: f32) -> f32 {
    let turns = along * rate;
    let total = dash.x + dash.y + dash.z + dash.w;
    let t = (turns - floor(turns)) * total;
    let first = min(t, dash.x - t);
    let second = min(t - dash.x - dash.y, dash.x + dash.y + dash.z - t);
    return select(1.0, clamp(max(first, second) + 0.5, 0.0, 1.0), rate > 0.0);
}

fn edge_coverage(across: f32, width: f32) -> f32 {
    return clamp(width * 0.5 + 0.5 - abs(across), 0.0, min(width, 1.0));
}

// For layers without any dash.
@fragment
fn solid_fragment(in: StrokeOut) -> @location(0) vec4<f32> {
    return premultiplied(in.color, edge_coverage(in.across_along.x, in.width.x));
}

@fragment
fn stroke_fragment(in: StrokeOut) -> @location(0) vec4<f32> {
    let edge = edge_coverage(in.across_along.x, in.width.x);
    return premultiplied(in.color, edge * dash_coverage(in.across_along.y, in.dash, in.width.y));
}

// ---- Arrows along lines ----

struct ArrowOut {
    @builtin(position) position: vec4<f32>,
    // Along and across from the middle of the head, in pixels.
    @location(0) local: vec2<f32>,
    @location(1) @interpolate(flat) color: vec4<f32>,
    // Half the length.
    @location(2) @interpolate(flat) half_size: f32,
}

// `flags`: feature in the low 28 bits, rank in bits 28 and 29, corner in bits 30 and 31.
@vertex
fn arrow_vertex(
    @location(0) at: vec2<f32>,
    @location(1) along: vec2<f32>,
    @location(2) flags: u32,
) -> ArrowOut {
    let row = row_of(flags & FEATURE);
    let symbols = style(row, SYMBOLS);
    let ppp = globals.size_ppp_marker.z;
    var out: ArrowOut;
    out.color = style(row, LINE);
    out.half_size = symbols.z * ppp * 0.5;
    let corner = vec2<f32>(
        select(-1.0, 1.0, (flags & 0x40000000u) != 0u),
        select(-1.0, 1.0, (flags & 0x80000000u) != 0u),
    );
    let forward = vec2<f32>(along.x, -along.y);
    let left = vec2<f32>(-along.y, -along.x);
    out.local = corner * (out.half_size + 1.0);
    let offset = left * style(row, WIDTHS).z * ppp;
    out.position = to_clip(to_pixels(at) + offset + forward * out.local.x + left * out.local.y);
    // Places are close to each other in physical pixels.
    let step = u32(symbols.w * max(round(ppp), 1.0) + 0.5);
    let rank = (flags >> 28u) & 3u;
    if symbols.z <= 0.0 || (1u << rank) < step {
        out.position = NOWHERE;
    }
    return out;
}

// The head is 0.84 times as wide as it is long.
@fragment
fn arrow_fragment(in: ArrowOut) -> @location(0) vec4<f32> {
    let sides = (in.local.x - in.half_size) * 0.387 + abs(in.local.y) * 0.922;
    let distance = max(sides, -in.half_size - in.local.x);
    return premultiplied(in.color, clamp(0.5 - distance, 0.0, 1.0));
}

// ---- Point symbols ----

struct MarkerOut {
    @builtin(position) position: vec4<f32>,
    // From the centre, in half sizes of the symbol; y points down.
    @location(0) local: vec2<f32>,
    @location(1) @interpolate(flat) fill: vec4<f32>,
    @location(2) @interpolate(flat) rim: vec4<f32>,
    // Half size, width of the rim, half the size of a dot in the middle, how parts are joined.
    @location(3) @interpolate(flat) shape: vec4<f32>,
    // Three straight sides: factors of |x| and y and what is added.
    @location(4) @interpolate(flat) first: vec3<f32>,
    @location(5) @interpolate(flat) second: vec3<f32>,
    @location(6) @interpolate(flat) third: vec3<f32>,
    // Height of the middle of a disc and its radius.
    @location(7) @interpolate(flat) disc: vec2<f32>,
}

// Joins of the straight sides and the disc: what lies in both, what lies in either, a cross.
const BOTH: f32 = 0.0;
const EITHER: f32 = 1.0;
const CROSS: f32 = 2.0;

struct Outline {
    first: vec3<f32>,
    second: vec3<f32>,
    third: vec3<f32>,
    disc: vec2<f32>,
    join: f32,
}

// Every shape by the same few terms. Without a graphics card a fragment runs through all cases of a switch,
// so the cases are told apart here, at the corners.
fn outline_of(shape: u32) -> Outline {
    let none = vec3<f32>(0.0, 0.0, -1000.0);
    let everywhere = vec2<f32>(0.0, 1000.0);
    switch shape {
        case 2u: {
            return Outline(vec3<f32>(0.894, -0.447, -0.42465), vec3<f32>(0.0, 1.0, -0.75), none, everywhere, BOTH);
        }
        case 3u: {
            return Outline(vec3<f32>(0.894, 0.447, -0.42465), vec3<f32>(0.0, -1.0, -0.75), none, everywhere, BOTH);
        }
        case 4u: {
            return Outline(vec3<f32>(1.0, 0.0, -0.82), vec3<f32>(0.0, 1.0, -0.82), vec3<f32>(0.0, -1.0, -0.82), everywhere, BOTH);
        }
        case 5u: {
            return Outline(vec3<f32>(0.7071, 0.7071, -0.7071), vec3<f32>(0.7071, -0.7071, -0.7071), none, everywhere, BOTH);
        }
        case 6u: {
            return Outline(vec3<f32>(1.0, 0.0, -0.36), vec3<f32>(0.0, 1.0, -1.0), vec3<f32>(0.0, -1.0, -1.0), everywhere, CROSS);
        }
        case 7u: {
            return Outline(vec3<f32>(0.875, -0.484, -0.484), vec3<f32>(0.0, 1.0, 0.0), none, vec2<f32>(0.32, 0.66), EITHER);
        }
        case 8u: {
            return Outline(vec3<f32>(0.707, 0.707, -0.707), vec3<f32>(1.0, 0.0, -0.8), vec3<f32>(0.0, -1.0, -0.8), everywhere, BOTH);
        }
        case 9u: {
            return Outline(vec3<f32>(0.0, -1.0, -0.35), none, none, vec2<f32>(-0.35, 1.0), BOTH);
        }
        default: {
            return Outline(none, none, none, vec2<f32>(0.0, 0.92), BOTH);
        }
    }
}

// `flags`: feature in the low 28 bits, corner in bits 30 and 31.
@vertex
fn marker_vertex(@location(0) at: vec2<f32>, @location(1) flags: u32) -> MarkerOut {
    let row = row_of(flags & FEATURE);
    let symbols = style(row, SYMBOLS);
    let ppp = globals.size_ppp_marker.z;
    let corner = vec2<f32>(
        select(-1.0, 1.0, (flags & 0x40000000u) != 0u),
        select(-1.0, 1.0, (flags & 0x80000000u) != 0u),
    );
    let half_size = 0.5 * symbols.x * ppp * globals.size_ppp_marker.w;
    // The rim lies outside the symbol, thinner around small ones.
    let rim = min(max(half_size * 0.25, 0.5), style(row, HATCH_SHAPE).w * ppp);
    // A turned square reaches further than an upright one.
    let angle = style(row, CASING_WIDTHS).w;
    let reach = (half_size + rim + 1.0) * select(1.0, 1.42, angle != 0.0);
    var out: MarkerOut;
    out.position = to_clip(to_pixels(at) + corner * reach);
    let turn = vec2<f32>(cos(angle), sin(angle));
    let local = corner * reach / max(half_size, 0.01);
    out.local = vec2<f32>(local.x * turn.x + local.y * turn.y, local.y * turn.x - local.x * turn.y);
    out.fill = style(row, MARKER_FILL);
    out.rim = style(row, MARKER_RIM);
    let kind = u32(symbols.y + 0.5);
    let outline = outline_of(kind);
    out.shape = vec4<f32>(half_size, rim, select(-1.0, half_size * 0.3, kind == 1u), outline.join);
    out.first = outline.first;
    out.second = outline.second;
    out.third = outline.third;
    out.disc = outline.disc;
    if half_size <= 0.0 {
        out.position = NOWHERE;
    }
    return out;
}

// Signed distance to the outline in half sizes, negative inside.
fn outline_distance(in: MarkerOut) -> f32 {
    let p = in.local;
    let q = abs(p);
    let sides = max(
        max(q.x * in.first.x + p.y * in.first.y + in.first.z, q.x * in.second.x + p.y * in.second.y + in.second.z),
        q.x * in.third.x + p.y * in.third.y + in.third.z,
    );
    let disc = length(vec2<f32>(p.x, p.y - in.disc.x)) - in.disc.y;
    let lying = max(q.x - 1.0, q.y - 0.36);
    let either = min(sides, select(disc, lying, in.shape.w > 1.5));
    return select(max(sides, disc), either, in.shape.w > 0.5);
}

@fragment
fn marker_fragment(in: MarkerOut) -> @location(0) vec4<f32> {
    let distance = outline_distance(in) * in.shape.x;
    let whole = clamp(0.5 - distance + in.shape.y, 0.0, 1.0);
    let inner = clamp(0.5 - distance, 0.0, 1.0);
    let symbol = over(premultiplied(in.fill, inner), premultiplied(in.rim, whole));
    let dot = clamp(0.5 - (length(in.local) * in.shape.x - in.shape.z), 0.0, 1.0);
    return over(premultiplied(in.rim, select(0.0, dot, in.shape.z >= 0.0)), symbol);
}
