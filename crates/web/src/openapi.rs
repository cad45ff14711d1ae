//! The description of all routes for programs (OpenAPI 3.1), made from the table.

use serde_json::{Map, Value, json};

use crate::routes::{Handle, ROUTES, Route, Verb};

/// The description.
pub fn description() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for route in ROUTES {
        let verb = if route.method == Verb::Get { "get" } else { "post" };
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[verb] = operation(route);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Detente",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Pages and forms of the workspace. What is not there and what this seat may not see are answered alike.",
        },
        "paths": paths,
        "components": {
            "securitySchemes": { "session": { "type": "apiKey", "in": "cookie", "name": "detente" } }
        }
    })
}

fn operation(route: &Route) -> Value {
    let open = matches!(route.handle, Handle::Open { .. } | Handle::Asset(_));
    let string = json!({ "type": "string", "minLength": 1 });
    let mut parameters: Vec<Value> = route
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": string }))
        .collect();
    let mut operation = json!({ "responses": responses(route) });
    if route.method == Verb::Get {
        let query = route
            .fields
            .iter()
            .map(|name| json!({ "name": name, "in": "query", "schema": { "type": "string" } }));
        parameters.extend(query);
    } else {
        let fields = route.fields.iter().map(|name| ((*name).to_string(), json!({ "type": "string" })));
        let schema = json!({ "type": "object", "properties": fields.collect::<Map<_, _>>() });
        operation["requestBody"] =
            json!({ "content": { "application/x-www-form-urlencoded": { "schema": schema } } });
    }
    if !open {
        operation["security"] = json!([{ "session": [] }]);
    }
    operation["parameters"] = json!(parameters);
    operation
}

fn responses(route: &Route) -> Value {
    let words = [
        ("200", "The page or file"),
        ("303", "Another page is to be looked at; the sign-in page, for whoever is not signed in"),
        ("403", "The request does not come from a page of this server"),
        ("404", "There is nothing there, or not for this seat"),
        ("413", "It is too large"),
        ("415", "It is no form"),
        ("421", "This server has another name"),
        ("422", "It may not be done now; the page says why"),
        ("429", "It was asked too often"),
    ];
    let fits = |code: &str| match route.method {
        Verb::Get => !matches!(code, "403" | "413" | "415" | "422"),
        Verb::Post => true,
    };
    let all = words.iter().filter(|(code, _)| fits(code));
    Value::Object(all.map(|(code, words)| ((*code).to_string(), json!({ "description": words }))).collect())
}
