// The map's drawing: fills with hatches, strokes of constant width, point symbols.
// All colours are straight sRGB; results are premultiplied. Distances in fragments are physical pixels.

struct Globals {
    // Size of the picture in pixels, pixels per logical pixel, size factor of point symbols.
    size_ppp_marker: vec4<f32>,
    // Where the hatch pattern is anchored, in pixels.
    anchor: vec4<f32>,
}

struct Row {
    fill: vec4<f32>,
    hatch: vec4<f32>,
    // Pattern (0 = none), spacing, width; width of a symbol's rim.
    hatch_shape: vec4<f32>,
    outline: vec4<f32>,
    line: vec4<f32>,
    // Width of outline, width of line, size of symbol, shape of symbol.
    sizes: vec4<f32>,
    outline_dash: vec4<f32>,
    line_dash: vec4<f32>,
    marker_fill: vec4<f32>,
    marker_rim: vec4<f32>,
}

struct Placement {
    // Pixel position of the chunk's origin, pixels per metre, unused.
    shift_scale: vec4<f32>,
}

@group(0) @binding(0) var<uniform> globals: Globals;
@group(0) @binding(1) var<uniform> rows: array<Row, 96>;
@group(1) @binding(0) var<uniform> placement: Placement;

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

// ---- Fills ----

struct FillOut {
    @builtin(position) position: vec4<f32>,
    // Read once per corner: tables are slow to read in fragments without a graphics card.
    @location(0) @interpolate(flat) fill: vec4<f32>,
    @location(1) @interpolate(flat) pattern: f32,
    @location(2) @interpolate(flat) row: u32,
}

@vertex
fn fill_vertex(@location(0) at: vec2<f32>, @location(1) row: u32) -> FillOut {
    var out: FillOut;
    out.position = to_clip(to_pixels(at));
    out.fill = premultiplied(rows[row].fill, 1.0);
    out.pattern = rows[row].hatch_shape.x;
    out.row = row;
    return out;
}

// Coverage of one family of lines whose distance across is `across`.
fn ruled(across: f32, spacing: f32, width: f32) -> f32 {
    let offset = abs(across - round(across / spacing) * spacing);
    return clamp(width * 0.5 + 0.5 - offset, 0.0, 1.0);
}

@fragment
fn fill_fragment(in: FillOut) -> @location(0) vec4<f32> {
    var color = in.fill;
    let pattern = in.pattern;
    if pattern > 0.0 {
        let ppp = globals.size_ppp_marker.z;
        let spacing = rows[in.row].hatch_shape.y * ppp;
        let width = rows[in.row].hatch_shape.z * ppp;
        let p = in.position.xy - globals.anchor.xy;
        let rising = ruled((p.x + p.y) * 0.70710678, spacing, width);
        let falling = ruled((p.x - p.y) * 0.70710678, spacing, width);
        let level = ruled(p.y, spacing, width);
        var coverage = level;
        if pattern < 1.5 {
            coverage = rising;
        } else if pattern < 2.5 {
            coverage = falling;
        } else if pattern < 3.5 {
            coverage = max(rising, falling);
        }
        color = over(premultiplied(rows[in.row].hatch, coverage), color);
    }
    return color;
}

// ---- Strokes ----

struct StrokeOut {
    @builtin(position) position: vec4<f32>,
    @location(0) across: f32,
    @location(1) along: f32,
    @location(2) @interpolate(flat) row: u32,
}

// `flags`: category in the low 16 bits, bit 16 = outline, bit 17 = left side.
@vertex
fn stroke_vertex(
    @location(0) at: vec2<f32>,
    @location(1) normal: vec2<f32>,
    @location(2) along: f32,
    @location(3) flags: u32,
) -> StrokeOut {
    let row = flags & 0xFFFFu;
    let is_outline = (flags & 0x10000u) != 0u;
    let side = select(-1.0, 1.0, (flags & 0x20000u) != 0u);
    let width = select(rows[row].sizes.y, rows[row].sizes.x, is_outline) * globals.size_ppp_marker.z;
    let reach = width * 0.5 + 0.5;
    let direction = vec2<f32>(normal.x, -normal.y) * 4.0 * side;
    var out: StrokeOut;
    out.position = to_clip(to_pixels(at) + direction * reach);
    out.across = side * reach;
    out.along = along * placement.shift_scale.z;
    out.row = flags & 0x1FFFFu;
    return out;
}

fn dash_coverage(along: f32, dash: vec4<f32>, ppp: f32) -> f32 {
    let total = dash.x + dash.y + dash.z + dash.w;
    if total <= 0.0 {
        return 1.0;
    }
    let at = along / ppp;
    let t = at - floor(at / total) * total;
    let first = min(t, dash.x - t);
    let second = min(t - dash.x - dash.y, dash.x + dash.y + dash.z - t);
    return clamp(max(first, second) * ppp + 0.5, 0.0, 1.0);
}

@fragment
fn stroke_fragment(in: StrokeOut) -> @location(0) vec4<f32> {
    let row = in.row & 0xFFFFu;
    let is_outline = (in.row & 0x10000u) != 0u;
    let ppp = globals.size_ppp_marker.z;
    let width = select(rows[row].sizes.y, rows[row].sizes.x, is_outline) * ppp;
    let color = select(rows[row].line, rows[row].outline, is_outline);
    let dash = select(rows[row].line_dash, rows[row].outline_dash, is_outline);
    let edge = clamp(width * 0.5 + 0.5 - abs(in.across), 0.0, min(width, 1.0));
    return premultiplied(color, edge * dash_coverage(in.along, dash, ppp));
}

// ---- Point symbols ----

struct MarkerOut {
    @builtin(position) position: vec4<f32>,
    // From the centre, in half sizes of the symbol.
    @location(0) local: vec2<f32>,
    @location(1) @interpolate(flat) row: u32,
}

// The rim lies outside the symbol, thinner around small ones.
fn rim_width(half_size: f32, row: u32) -> f32 {
    let widest = rows[row].hatch_shape.w * globals.size_ppp_marker.z;
    return min(max(half_size * 0.25, 0.5), widest);
}

// `flags`: category in the low 16 bits, corner in bits 16 and 17.
@vertex
fn marker_vertex(@location(0) at: vec2<f32>, @location(1) flags: u32) -> MarkerOut {
    let row = flags & 0xFFFFu;
    let corner = vec2<f32>(
        select(-1.0, 1.0, (flags & 0x10000u) != 0u),
        select(-1.0, 1.0, (flags & 0x20000u) != 0u),
    );
    let half_size = 0.5 * rows[row].sizes.z * globals.size_ppp_marker.z * globals.size_ppp_marker.w;
    let reach = half_size + rim_width(half_size, row) + 1.0;
    var out: MarkerOut;
    out.position = to_clip(to_pixels(at) + corner * reach);
    out.local = corner * reach / half_size;
    out.row = row;
    return out;
}

// Signed distance to the outline in half sizes, negative inside; y points down.
fn shape_distance(shape: u32, p: vec2<f32>) -> f32 {
    switch shape {
        case 2u: {
            return max(abs(p.x) * 0.894 - (p.y + 0.95) * 0.447, p.y - 0.75);
        }
        case 3u: {
            return max(abs(p.x) * 0.894 + (p.y - 0.95) * 0.447, -p.y - 0.75);
        }
        case 4u: {
            return max(abs(p.x), abs(p.y)) - 0.82;
        }
        case 5u: {
            return (abs(p.x) + abs(p.y) - 1.0) * 0.7071;
        }
        case 6u: {
            let q = abs(p);
            return min(max(q.x - 0.36, q.y - 1.0), max(q.x - 1.0, q.y - 0.36));
        }
        case 7u: {
            let round_part = length(p - vec2<f32>(0.0, 0.32)) - 0.66;
            let tip = max(abs(p.x) * 0.875 - (p.y + 1.0) * 0.484, p.y - 0.0);
            return min(round_part, tip);
        }
        case 8u: {
            let roof = abs(p.x) * 0.707 + (p.y - 1.0) * 0.707;
            return max(max(abs(p.x) - 0.8, roof), -p.y - 0.8);
        }
        case 9u: {
            return max(length(p + vec2<f32>(0.0, 0.35)) - 1.0, -p.y - 0.35);
        }
        default: {
            return length(p) - 0.92;
        }
    }
}

@fragment
fn marker_fragment(in: MarkerOut) -> @location(0) vec4<f32> {
    let shape = u32(rows[in.row].sizes.w + 0.5);
    let half_size = 0.5 * rows[in.row].sizes.z * globals.size_ppp_marker.z * globals.size_ppp_marker.w;
    let distance = shape_distance(shape, in.local) * half_size;
    let whole = clamp(0.5 - distance + rim_width(half_size, in.row), 0.0, 1.0);
    let inner = clamp(0.5 - distance, 0.0, 1.0);
    let rim = premultiplied(rows[in.row].marker_rim, whole);
    var color = over(premultiplied(rows[in.row].marker_fill, inner), rim);
    if shape == 1u {
        let dot = clamp(0.5 - (length(in.local) * half_size - half_size * 0.3), 0.0, 1.0);
        color = over(premultiplied(rows[in.row].marker_rim, dot), color);
    }
    return color;
}
