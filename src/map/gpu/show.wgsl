// The map's picture as it is, pixel by pixel. Its colours are sRGB, premultiplied.

struct Corner {
    @builtin(position) position: vec4<f32>,
    // In shares of the picture.
    @location(0) at: vec2<f32>,
}

@group(0) @binding(0) var picture: texture_2d<f32>;

// One triangle around the whole viewport.
@vertex
fn vertex(@builtin(vertex_index) index: u32) -> Corner {
    let at = vec2<f32>(f32((index << 1u) & 2u), f32(index & 2u));
    var out: Corner;
    out.position = vec4<f32>(at.x * 2.0 - 1.0, 1.0 - at.y * 2.0, 0.0, 1.0);
    out.at = at;
    return out;
}

fn texel(at: vec2<f32>) -> vec4<f32> {
    return textureLoad(picture, vec2<i32>(at * vec2<f32>(textureDimensions(picture))), 0);
}

@fragment
fn gamma_fragment(in: Corner) -> @location(0) vec4<f32> {
    return texel(in.at);
}

@fragment
fn linear_fragment(in: Corner) -> @location(0) vec4<f32> {
    let color = texel(in.at);
    let lower = color.rgb / 12.92;
    let higher = pow((color.rgb + 0.055) / 1.055, vec3<f32>(2.4));
    return vec4<f32>(select(higher, lower, color.rgb < vec3<f32>(0.04045)), color.a);
}
