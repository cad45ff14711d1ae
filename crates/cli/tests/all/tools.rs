//! Small scenarios of other tools, written for these tests: two sides share a flat.

use tempfile::TempDir;

use crate::support::folder;

pub(crate) type Texts = Vec<(&'static str, &'static str)>;

/// GENIUS; one evaluation is missing, which is a repair.
pub(crate) fn genius() -> Texts {
    vec![
        (
            "flat.xml",
            r#"<negotiation_template><utility_space number_of_issues="2"><objective index="0" name="root">
<issue index="1" name="Rent" type="discrete"><item index="1" value="low"/><item index="2" value="middle"/><item index="3" value="high"/></issue>
<issue index="2" name="Years" type="integer" lowerbound="1" upperbound="5"/>
</objective></utility_space></negotiation_template>
"#,
        ),
        (
            "landlord.xml",
            r#"<utility_space><objective index="0" name="root">
<weight index="1" value="0.6"/><weight index="2" value="0.4"/>
<issue index="1" name="Rent" type="discrete"><item index="1" value="low"/><item index="2" value="middle" evaluation="3"/><item index="3" value="high" evaluation="4"/></issue>
<issue index="2" name="Years" type="integer" lowerbound="1" upperbound="5"><evaluator ftype="linear" slope="0.2" offset="0.1"/></issue>
</objective><reservation value="0.3"/></utility_space>
"#,
        ),
        (
            "tenant.xml",
            r#"<utility_space><objective index="0" name="root">
<weight index="1" value="0.5"/><weight index="2" value="0.5"/>
<issue index="1" name="Rent" type="discrete"><item index="1" value="low" evaluation="5"/><item index="2" value="middle" evaluation="3"/><item index="3" value="high" evaluation="0"/></issue>
<issue index="2" name="Years" type="integer" lowerbound="1" upperbound="5"><evaluator ftype="linear" slope="-0.25" offset="1"/></issue>
</objective><reservation value="0.25"/></utility_space>
"#,
        ),
    ]
}

pub(crate) fn geniusweb() -> Texts {
    vec![
        (
            "domain.json",
            r#"{"name": "flat", "issuesValues": {"Rent": {"values": ["low", "middle", "high"]}, "Pets": {"values": ["yes", "no"]}}}"#,
        ),
        (
            "landlord.json",
            r#"{"LinearAdditiveUtilitySpace": {"name": "landlord", "issueUtilities": {
"Rent": {"discreteutils": {"valueUtilities": {"low": 0, "middle": 0.7, "high": 1}}},
"Pets": {"discreteutils": {"valueUtilities": {"yes": 0, "no": 1}}}}, "issueWeights": {"Rent": 0.8, "Pets": 0.2},
"domain": {"name": "flat", "issuesValues": {"Rent": {"values": ["low", "middle", "high"]}, "Pets": {"values": ["yes", "no"]}}},
"reservationBid": {"issuevalues": {"Rent": "low", "Pets": "no"}}}}"#,
        ),
        (
            "tenant.json",
            r#"{"LinearAdditiveUtilitySpace": {"name": "tenant", "issueUtilities": {
"Rent": {"discreteutils": {"valueUtilities": {"low": 1, "middle": 0.6, "high": 0}}},
"Pets": {"discreteutils": {"valueUtilities": {"yes": 1, "no": 0.25}}}}, "issueWeights": {"Rent": 0.5, "Pets": 0.5},
"domain": {"name": "flat", "issuesValues": {"Rent": {"values": ["low", "middle", "high"]}, "Pets": {"values": ["yes", "no"]}}}}}"#,
        ),
    ]
}

pub(crate) fn negmas() -> Texts {
    vec![
        (
            "domain.yml",
            "type: DiscreteCartesianOutcomeSpace\nname: flat\nissues:\n- {name: Rent, type: CategoricalIssue, values: [low, middle, high]}\n\
             - {name: Years, type: ContiguousIssue, values: [1, 5]}\n",
        ),
        (
            "landlord.yml",
            "type: LinearAdditiveUtilityFunction\nreserved_value: 0.3\nweights: [0.6, 0.4]\nvalues:\n\
             - {type: TableFun, mapping: {low: 0, middle: 0.75, high: 1}}\n- {type: AffineFun, slope: 0.2, bias: -0.1}\n",
        ),
        (
            "tenant.yml",
            "type: LinearAdditiveUtilityFunction\nweights: [0.5, 0.5]\nvalues:\n\
             - {type: TableFun, mapping: {low: 1, middle: 0.6, high: 0}}\n- {type: AffineFun, slope: -0.25, bias: 1.25}\n",
        ),
    ]
}

/// The three scenarios, each in a sub-folder called by its tool.
pub(crate) fn all() -> TempDir {
    let here = folder(&[]);
    for (tool, texts) in [("genius", genius()), ("geniusweb", geniusweb()), ("negmas", negmas())] {
        for (name, text) in texts {
            crate::support::put(here.path(), &format!("{tool}/{name}"), text.as_bytes());
        }
    }
    here
}
