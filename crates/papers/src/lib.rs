//! stub
pub struct Style {
    pub width: usize,
    pub colour: bool,
}
pub fn terminal(a: &detente_deal::Analysis, _: &Style) -> String {
    format!("{a:#?}")
}
pub fn html(_: &detente_deal::Analysis) -> String {
    String::new()
}
