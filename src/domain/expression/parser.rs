//! Reads a condition and gives every part its kind, so that a comparison of a number with a text is
//! an error at its place and not a row that is silently missing.

use std::ops::Range;

use crate::domain::expression::error::ExpressionError;
use crate::domain::expression::eval::rank;
use crate::domain::expression::lexer::{Key, Placed, Sign, Token, tokens};
use crate::domain::expression::names::{Named, find, near};
use crate::domain::expression::tree::{Comparison, Function, Tree, Want};
use crate::domain::expression::typing::{
    Kind, Parsed, Part, agree, called, compared, is_null, literal, no_choice, no_date, number,
    ranked, text, truth, wrong,
};
use crate::domain::expression::{MAX_CHARS, MAX_DEPTH};
use crate::domain::field::FieldKind;
use crate::domain::{Layer, parse_day};

/// The condition on rows of `layer`, and whether it asks for the geometry.
pub(super) fn parse(text: &str, layer: Layer) -> Parsed<(Tree, bool)> {
    let length = text.chars().count();
    if length > MAX_CHARS {
        return Err(ExpressionError::new(
            MAX_CHARS..length,
            format!("表达式超过 {MAX_CHARS} 个字符，请分成几步筛选"),
            format!("Longer than {MAX_CHARS} characters: filter in several steps"),
        ));
    }
    let mut parser = Parser {
        tokens: tokens(text, layer)?,
        next: 0,
        depth: 0,
        layer,
        needs_geometry: false,
    };
    let whole = parser.any()?;
    if *parser.peek() != Token::End {
        return Err(parser.expected("AND (且)、OR (或) 或结尾", "AND, OR or the end"));
    }
    let tree = truth(whole)?;
    Ok((tree, parser.needs_geometry))
}

struct Parser {
    tokens: Vec<Placed>,
    next: usize,
    depth: usize,
    layer: Layer,
    needs_geometry: bool,
}

impl Parser {
    fn peek(&self) -> &Token {
        &self.tokens[self.next].0
    }

    fn place(&self) -> Range<usize> {
        self.tokens[self.next].1.clone()
    }

    /// The last token, which is the end, stays.
    fn advance(&mut self) -> Placed {
        let token = self.tokens[self.next].clone();
        self.next = (self.next + 1).min(self.tokens.len() - 1);
        token
    }

    fn takes(&mut self, token: &Token) -> bool {
        let found = self.peek() == token;
        if found {
            self.advance();
        }
        found
    }

    fn takes_key(&mut self, key: Key) -> bool {
        self.takes(&Token::Key(key))
    }

    fn takes_sign(&mut self, sign: Sign) -> bool {
        self.takes(&Token::Sign(sign))
    }

    fn needs_sign(&mut self, sign: Sign, shown: &str) -> Parsed<()> {
        if self.takes_sign(sign) {
            return Ok(());
        }
        Err(self.expected(&format!("「{shown}」"), &format!("“{shown}”")))
    }

    fn expected(&self, zh: &str, en: &str) -> ExpressionError {
        ExpressionError::new(
            self.place(),
            format!("这里应为{zh}"),
            format!("expected {en}"),
        )
    }

    /// One level deeper; the way back is [`Self::depth`].
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_DEPTH {
            return Err(ExpressionError::new(
                self.place(),
                format!("嵌套超过 {MAX_DEPTH} 层"),
                format!("Nested deeper than {MAX_DEPTH} levels"),
            ));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn any(&mut self) -> Parsed<Part> {
        self.chain(Key::Or, Self::all, Tree::Any)
    }

    fn all(&mut self) -> Parsed<Part> {
        self.chain(Key::And, Self::not, Tree::All)
    }

    fn chain(
        &mut self,
        key: Key,
        read: fn(&mut Self) -> Parsed<Part>,
        join: fn(Vec<Tree>) -> Tree,
    ) -> Parsed<Part> {
        let first = read(self)?;
        if *self.peek() != Token::Key(key) {
            return Ok(first);
        }
        let start = first.at.start;
        let mut parts = vec![truth(first)?];
        while self.takes_key(key) {
            parts.push(truth(read(self)?)?);
        }
        let end = self.place().start;
        Ok(Part::new(join(parts), Kind::Truth, start..end.max(start)))
    }

    fn not(&mut self) -> Parsed<Part> {
        let at = self.place();
        if !self.takes_key(Key::Not) {
            return self.comparison();
        }
        let inner = self.deeper(Self::not)?;
        let end = inner.at.end;
        let tree = Tree::Not(Box::new(truth(inner)?));
        Ok(Part::new(tree, Kind::Truth, at.start..end))
    }

    fn comparison(&mut self) -> Parsed<Part> {
        let subject = self.sum()?;
        let start = subject.at.start;
        let tree = self.predicate(subject)?;
        Ok(match tree {
            Ok(tree) => {
                let end = self.tokens[self.next.saturating_sub(1)].1.end;
                Part::new(tree, Kind::Truth, start..end)
            }
            Err(subject) => subject,
        })
    }

    /// What follows a subject; the subject itself when nothing does.
    fn predicate(&mut self, subject: Part) -> Parsed<Result<Tree, Part>> {
        let comparison = match self.peek() {
            Token::Sign(Sign::Equal) => Some(Comparison::Equal),
            Token::Sign(Sign::Unequal) => Some(Comparison::Unequal),
            Token::Sign(Sign::Less) => Some(Comparison::Less),
            Token::Sign(Sign::LessEqual) => Some(Comparison::LessEqual),
            Token::Sign(Sign::Greater) => Some(Comparison::Greater),
            Token::Sign(Sign::GreaterEqual) => Some(Comparison::GreaterEqual),
            _ => None,
        };
        if let Some(comparison) = comparison {
            self.advance();
            let other = self.sum()?;
            return compared(subject, comparison, other).map(Ok);
        }
        if self.takes_key(Key::Empty) {
            return Ok(Ok(is_null(subject, false)));
        }
        if self.takes_key(Key::NotEmpty) {
            return Ok(Ok(is_null(subject, true)));
        }
        if self.takes_key(Key::Is) {
            let negated = self.takes_key(Key::Not);
            if !self.takes_key(Key::Null) {
                return Err(self.expected("NULL", "NULL"));
            }
            return Ok(Ok(is_null(subject, negated)));
        }
        let negated = self.takes_key(Key::Not);
        if self.takes_key(Key::In) {
            return self.list(subject, negated).map(Ok);
        }
        if self.takes_key(Key::Between) {
            return self.between(subject, negated).map(Ok);
        }
        if self.takes_key(Key::Like) {
            return self.like(subject, negated).map(Ok);
        }
        if negated {
            return Err(self.expected("IN、LIKE 或 BETWEEN", "IN, LIKE or BETWEEN"));
        }
        Ok(Err(subject))
    }

    fn list(&mut self, mut subject: Part, negated: bool) -> Parsed<Tree> {
        self.needs_sign(Sign::Open, "(")?;
        let mut list = Vec::new();
        loop {
            let mut entry = self.sum()?;
            if entry.kind != Kind::Nothing {
                agree(&mut subject, &mut entry)?;
            }
            list.push(entry.tree);
            if !self.takes_sign(Sign::Comma) {
                break;
            }
        }
        self.needs_sign(Sign::Close, ")")?;
        Ok(Tree::In {
            subject: Box::new(subject.tree),
            list,
            negated,
        })
    }

    fn between(&mut self, mut subject: Part, negated: bool) -> Parsed<Tree> {
        let mut low = self.sum()?;
        if !self.takes_key(Key::And) {
            return Err(self.expected("AND (且)", "AND"));
        }
        let mut high = self.sum()?;
        if !subject.choices.is_empty() && ranked(&mut subject, &mut low)? {
            // The subject is a number now; so must the upper bound be.
            let choices = subject.choices;
            let text = literal(&high.tree).map(str::to_owned);
            let place = text.and_then(|text| rank(choices, &text));
            let place = place.ok_or_else(|| no_choice(&high, choices))?;
            high = Part::new(Tree::Number(place), Kind::Number, high.at);
        } else {
            agree(&mut subject, &mut low)?;
            agree(&mut subject, &mut high)?;
        }
        Ok(Tree::Between {
            subject: Box::new(subject.tree),
            bounds: Box::new([low.tree, high.tree]),
            negated,
        })
    }

    fn like(&mut self, subject: Part, negated: bool) -> Parsed<Tree> {
        let pattern = self.sum()?;
        for part in [&subject, &pattern] {
            // A date is looked at as it is written: `'2026-%'`.
            if !matches!(part.kind, Kind::Text | Kind::Date) {
                return Err(wrong(part, Kind::Text));
            }
        }
        Ok(Tree::Like {
            subject: Box::new(subject.tree),
            pattern: Box::new(pattern.tree),
            choices: subject.choices,
            negated,
        })
    }

    fn sum(&mut self) -> Parsed<Part> {
        let first = self.product()?;
        if *self.peek() == Token::Sign(Sign::Join) {
            return self.join(first);
        }
        let signs = [(Sign::Plus, false), (Sign::Minus, true)];
        self.arithmetic(first, signs, Self::product, Tree::Sum)
    }

    fn product(&mut self) -> Parsed<Part> {
        let first = self.signed()?;
        let signs = [(Sign::Times, false), (Sign::Over, true)];
        self.arithmetic(first, signs, Self::signed, Tree::Product)
    }

    fn arithmetic(
        &mut self,
        first: Part,
        signs: [(Sign, bool); 2],
        read: fn(&mut Self) -> Parsed<Part>,
        join: fn(Vec<(bool, Tree)>) -> Tree,
    ) -> Parsed<Part> {
        let start = first.at.start;
        let mut end = first.at.end;
        let mut first = Some(first);
        let mut parts = Vec::new();
        loop {
            let found = signs.into_iter().find(|(sign, _)| self.takes_sign(*sign));
            let Some((_, inverse)) = found else { break };
            if let Some(first) = first.take() {
                parts.push((false, number(first)?));
            }
            let part = read(self)?;
            end = part.at.end;
            parts.push((inverse, number(part)?));
        }
        Ok(match first {
            Some(alone) => alone,
            None => Part::new(join(parts), Kind::Number, start..end),
        })
    }

    fn join(&mut self, first: Part) -> Parsed<Part> {
        let start = first.at.start;
        let mut end = first.at.end;
        let mut parts = vec![text(first)?];
        while self.takes_sign(Sign::Join) {
            let part = self.product()?;
            end = part.at.end;
            parts.push(text(part)?);
        }
        Ok(Part::new(Tree::Join(parts), Kind::Text, start..end))
    }

    fn signed(&mut self) -> Parsed<Part> {
        let at = self.place();
        if self.takes_sign(Sign::Plus) {
            let inner = self.deeper(Self::signed)?;
            let end = inner.at.end;
            return Ok(Part::new(number(inner)?, Kind::Number, at.start..end));
        }
        if !self.takes_sign(Sign::Minus) {
            return self.atom();
        }
        let inner = self.deeper(Self::signed)?;
        let end = inner.at.end;
        let tree = match number(inner)? {
            Tree::Number(number) => Tree::Number(-number),
            other => Tree::Negate(Box::new(other)),
        };
        Ok(Part::new(tree, Kind::Number, at.start..end))
    }

    fn atom(&mut self) -> Parsed<Part> {
        let (token, at) = (self.peek().clone(), self.place());
        match token {
            Token::Number(number) => {
                self.advance();
                Ok(Part::new(Tree::Number(number), Kind::Number, at))
            }
            Token::Text(text) => {
                self.advance();
                Ok(Part::new(Tree::Text(text.into()), Kind::Text, at))
            }
            Token::Key(Key::Null) => {
                self.advance();
                Ok(Part::new(Tree::Null, Kind::Nothing, at))
            }
            Token::Key(Key::True | Key::False) => {
                self.advance();
                let held = token == Token::Key(Key::True);
                Ok(Part::new(Tree::Bool(held), Kind::Truth, at))
            }
            Token::Key(Key::Date) => {
                self.advance();
                self.date(at)
            }
            Token::Sign(Sign::Open) => {
                self.advance();
                let mut inner = self.deeper(Self::any)?;
                self.needs_sign(Sign::Close, ")")?;
                inner.at = at.start..self.tokens[self.next.saturating_sub(1)].1.end;
                Ok(inner)
            }
            Token::Name(name) => {
                self.advance();
                if *self.peek() == Token::Sign(Sign::Open) {
                    return self.call(&name, at);
                }
                self.named(&name, at)
            }
            Token::Key(_) | Token::Sign(_) | Token::End => Err(self.expected(
                "字段名、数字、'文字' 或括号",
                "a field, a number, 'text' or a parenthesis",
            )),
        }
    }

    fn date(&mut self, at: Range<usize>) -> Parsed<Part> {
        let (token, place) = self.advance();
        match token {
            Token::Text(text) if parse_day(&text).is_some() => {
                let tree = Tree::Text(text.into());
                Ok(Part::new(tree, Kind::Date, at.start..place.end))
            }
            _ => Err(no_date(place)),
        }
    }

    fn named(&mut self, name: &str, at: Range<usize>) -> Parsed<Part> {
        let column = |column, want, kind| Part::new(Tree::Column(column, want), kind, at.clone());
        match find(self.layer, name) {
            Some(Named::Code) => Ok(column(0, Want::Text, Kind::Text)),
            Some(Named::Length) => {
                self.needs_geometry = true;
                Ok(Part::new(Tree::Length, Kind::Number, at))
            }
            Some(Named::Area) => {
                self.needs_geometry = true;
                Ok(Part::new(Tree::Area, Kind::Number, at))
            }
            Some(Named::Field(index)) => Ok(match self.layer.fields()[index].kind {
                FieldKind::Integer | FieldKind::Real { .. } => {
                    column(index + 1, Want::Number, Kind::Number)
                }
                FieldKind::Text => column(index + 1, Want::Text, Kind::Text),
                FieldKind::Date => column(index + 1, Want::Text, Kind::Date),
                FieldKind::Flag => column(index + 1, Want::Flag, Kind::Truth),
                FieldKind::Choice(choices) => Part {
                    choices,
                    ..column(index + 1, Want::Text, Kind::Text)
                },
            }),
            None => Err(self.unknown(name, at)),
        }
    }

    fn unknown(&self, name: &str, at: Range<usize>) -> ExpressionError {
        let label = self.layer.label();
        let near = near(self.layer, name);
        let (mut zh, mut en) = (
            format!("{}没有字段「{name}」", label.zh),
            format!("{} has no field “{name}”", label.en),
        );
        if near.is_empty() {
            zh.push_str("；文字请写在单引号里");
            en.push_str("; texts stand in single quotes");
        } else {
            zh.push_str("，相近的有 ");
            zh.push_str(&near.join("、"));
            en.push_str("; near ones are ");
            en.push_str(&near.join(", "));
        }
        ExpressionError::new(at, zh, en)
    }

    fn call(&mut self, name: &str, at: Range<usize>) -> Parsed<Part> {
        let function = match name.to_ascii_lowercase().as_str() {
            "length" => Function::Length,
            "lower" => Function::Lower,
            "upper" => Function::Upper,
            "coalesce" => Function::Coalesce,
            _ => {
                return Err(ExpressionError::new(
                    at,
                    format!("没有函数「{name}」，可用的有 length、lower、upper、coalesce"),
                    format!("No function “{name}”: there are length, lower, upper, coalesce"),
                ));
            }
        };
        self.needs_sign(Sign::Open, "(")?;
        let arguments = self.deeper(|parser| {
            let mut arguments = vec![parser.sum()?];
            while parser.takes_sign(Sign::Comma) {
                arguments.push(parser.sum()?);
            }
            Ok(arguments)
        })?;
        self.needs_sign(Sign::Close, ")")?;
        let at = at.start..self.tokens[self.next.saturating_sub(1)].1.end;
        called(function, arguments, at)
    }
}
